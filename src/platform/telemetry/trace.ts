import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, trace as api } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { messageOf } from '../../kernel/errors.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** Spans around work. Costs next to nothing until an SDK is registered (see start-telemetry.ts). */
export interface Trace {
  /** Runs `work` in a span below the active one; a failure is recorded on the span and thrown on. */
  span<Result>(name: string, attributes: Attributes, work: () => Promise<Result>): Promise<Result>;
  /**
   * Runs the handling of one incoming request in a span that continues the caller's `traceparent` (W3C Trace
   * Context). A missing or malformed one starts a new trace. `work` is given the trace id that problems show, and
   * what adds attributes once they are known.
   */
  incoming<Result>(
    request: IncomingRequest,
    work: (traceId: string, annotate: (attributes: Attributes) => void) => Promise<Result>,
  ): Promise<Result>;
  /** `traceparent` of the active span, for what continues elsewhere; undefined when nothing records. */
  traceparent(): string | undefined;
}

export interface IncomingRequest {
  name: string;
  attributes: Attributes;
  traceparent: string | undefined;
}

/** Makes trace ids where no SDK does. */
export type NewTraceId = () => string;

/** The tracer of this process; `newTraceId` gives 32 lower-case hex digits. */
export function createTrace(newTraceId: NewTraceId): Trace {
  const tracer = api.getTracer('keelson');

  async function within<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(thrown) });
      throw thrown;
    } finally {
      span.end();
    }
  }

  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, (span) => within(span, work)),

    incoming(request, work) {
      const remote = request.traceparent === undefined ? undefined : parseTraceparent(request.traceparent);
      const parent: Context =
        remote === undefined
          ? ROOT_CONTEXT
          : api.setSpanContext(context.active(), { ...remote, isRemote: true });
      const options = { kind: SpanKind.SERVER, attributes: request.attributes };
      return tracer.startActiveSpan(request.name, options, parent, (span) => {
        const own = span.isRecording() ? span.spanContext().traceId : remote?.traceId;
        return within(span, () =>
          work(own ?? newTraceId(), (attributes) => {
            span.setAttributes(attributes);
          }),
        );
      });
    },

    traceparent() {
      const active = api.getActiveSpan();
      return active === undefined ? undefined : formatTraceparent(active.spanContext());
    },
  };
}
