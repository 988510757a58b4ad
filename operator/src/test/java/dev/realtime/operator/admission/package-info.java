/** What the API server refuses of a spec, and in which words. */
package dev.realtime.operator.admission;
