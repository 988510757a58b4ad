/** What is said about a service, and where it is written down for people. */
package dev.realtime.operator.status;
