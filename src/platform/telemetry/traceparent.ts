import type { SpanContext } from '@opentelemetry/api';

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/**
 * Reads a `traceparent` header (W3C Trace Context, level 1): version, trace id, parent id, flags. Version `ff`, ids
 * of zeroes and trailing members in version 00 are invalid, and an invalid header counts as none.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const match = FORM.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === 'ff' || traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId: traceId!, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16) & 1 };
}

/** The `traceparent` of a span, or undefined for one that is not part of a trace. */
export function formatTraceparent(span: SpanContext): string | undefined {
  if (span.traceId === NO_TRACE) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}
