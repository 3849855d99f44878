/** Ends telemetry: sends what is buffered, within the exporter's own time limits. */
export type StopTelemetry = () => Promise<void>;

/**
 * Sends spans by OTLP over HTTP when `OTEL_EXPORTER_OTLP_ENDPOINT` is set (the exporter and SDK read that and the
 * other standard OTEL_* variables themselves). The SDK is loaded only then: it costs start-up time and memory.
 */
export async function startTelemetry(env: NodeJS.ProcessEnv, version: string): Promise<StopTelemetry> {
  if (!env['OTEL_EXPORTER_OTLP_ENDPOINT']) return async () => undefined;
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': env['OTEL_SERVICE_NAME'] ?? 'keelson',
      'service.version': version,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return () => provider.shutdown();
}
