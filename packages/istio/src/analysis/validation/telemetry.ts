import { Resource } from '../snapshot/Resource';
import { Problems } from './Problems';
import { checkAttachment } from './selectors';

function checkProviders(providers: any, problems: Problems): void {
  if ((providers ?? []).some((one: any) => !one.name)) {
    problems.at('providers').error('providers.name may not be empty');
  }
}

function checkOverride(override: any, problems: Problems): void {
  for (const [name, tag] of Object.entries<any>(override.tagOverrides ?? {})) {
    const at = problems.at('tagOverrides', name);
    const { operation = 'UPSERT', value = '' } = tag;
    if (name === '') {
      at.warn('tagOverrides.name may not be empty');
    }
    if (operation === 'UPSERT' && value === '') {
      at.error('tagOverrides.value must be set when operation is UPSERT');
    }
    if (operation === 'REMOVE' && value !== '') {
      at.error('tagOverrides.value may only be set when operation is UPSERT');
    }
  }
  if (override.match?.customMetric === '') {
    problems.at('match', 'customMetric').error('customMetric may not be empty');
  }
}

const TAGS: [type: string, field: string, text: string][] = [
  ['literal', 'value', 'literal tag value may not be empty'],
  ['header', 'name', 'header tag name may not be empty'],
  ['environment', 'name', 'environment tag name may not be empty'],
];

function checkTracing(tracing: any, problems: Problems): void {
  const { providers = [], randomSamplingPercentage = 0, customTags } = tracing;
  if (providers.length > 1) {
    problems
      .at('providers')
      .warn('multiple providers is not currently supported');
  }
  checkProviders(providers, problems);
  if (randomSamplingPercentage < 0 || randomSamplingPercentage > 100) {
    problems
      .at('randomSamplingPercentage')
      .error('randomSamplingPercentage must be in range [0.0, 100.0]');
  }
  for (const [name, tag] of Object.entries<any>(customTags ?? {})) {
    const at = problems.at('customTags', name);
    if (name === '') {
      at.error('tag name may not be empty');
    }
    for (const [type, field, text] of TAGS) {
      if (tag[type] && !tag[type][field]) {
        at.error(text);
      }
    }
  }
}

/** What Istio's webhook checks of a Telemetry. */
export function checkTelemetry(telemetry: Resource, problems: Problems): void {
  const { spec } = telemetry;
  const { metrics = [], tracing = [], accessLogging = [] } = spec;
  checkAttachment(spec, problems);
  metrics.forEach((one: any, i: number) => {
    const at = problems.at('metrics', i);
    checkProviders(one.providers, at);
    (one.overrides ?? []).forEach((override: any, j: number) =>
      checkOverride(override, at.at('overrides', j)),
    );
  });
  if (tracing.length > 1) {
    problems.at('tracing').warn('multiple tracing is not currently supported');
  }
  tracing.forEach((one: any, i: number) =>
    checkTracing(one, problems.at('tracing', i)),
  );
  accessLogging.forEach((one: any, i: number) => {
    const at = problems.at('accessLogging', i);
    // Of expressions only that there is one; their language is not read here.
    if (one.filter && (one.filter.expression ?? '').trim() === '') {
      at.at('filter', 'expression').error(
        'must be a valid CEL expression, it is empty',
      );
    }
    checkProviders(one.providers, at);
  });
}
