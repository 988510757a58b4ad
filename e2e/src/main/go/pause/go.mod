module realtime.dev/pause

go 1.24
