package dev.realtime.e2e.sdk;

/** Scenarios that are played on a stage that they share. */
interface OnStage {
  /** Returns the servers, and what makes clients. */
  SdkStage stage();
}
