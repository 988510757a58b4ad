'use strict'
// The peer that the benchmark compares with: Socket.IO with its default engine, WebSocket only. A client joins a room
// per channel and publishes to rooms; the server adds nothing. Usage: node server.js PORT

const { createServer } = require('node:http')
const { Server } = require('socket.io')

const port = Number(process.argv[2])
if (!Number.isInteger(port) || port <= 0) {
  console.error('usage: node server.js PORT')
  process.exit(2)
}

const http = createServer()
const io = new Server(http, { transports: ['websocket'], serveClient: false, maxHttpBufferSize: 256 * 1024 })

io.on('connection', (socket) => {
  socket.on('sub', (channel, acknowledge) => {
    socket.join(channel)
    acknowledge()
  })
  socket.on('pub', (channel, data, acknowledge) => {
    io.to(channel).emit('m', data)
    acknowledge()
  })
})

http.listen(port, '127.0.0.1')
process.on('SIGTERM', () => io.close(() => process.exit(0)))
