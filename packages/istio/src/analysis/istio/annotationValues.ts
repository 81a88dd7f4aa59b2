import { parseGoAddressPrefix } from '../validation/addresses';
import { quoted } from '../validation/goText';

type Check = (value: string) => string | undefined;

function unsigned(text: string, bits: number): string | undefined {
  const shown = `strconv.ParseUint: parsing ${quoted(text)}`;
  if (!/^[0-9]+$/.test(text)) {
    return `${shown}: invalid syntax`;
  }
  return BigInt(text) >= 2n ** BigInt(bits)
    ? `${shown}: value out of range`
    : undefined;
}

function port(text: string): string | undefined {
  const problem = unsigned(text.trim(), 16);
  return problem && `failed parsing port '${text}': ${problem}`;
}

function portList(name: string): Check {
  return value => {
    const ports = value.trim() === '' ? [] : value.trim().split(',');
    for (const one of ports) {
      const problem = port(one);
      if (problem) {
        return `${name} invalid: failed parsing port '${one}': ${problem}`;
      }
    }
    return undefined;
  };
}

function blockList(name: string): Check {
  return value => {
    for (const block of value === '' ? [] : value.split(',')) {
      const problem = parseGoAddressPrefix(block);
      if (problem) {
        return `${name} invalid: failed parsing cidr '${block}': ${problem}`;
      }
    }
    return undefined;
  };
}

function orStar(check: Check): Check {
  return value => (value === '*' ? undefined : check(value));
}

function interfaceNames(value: string): string | undefined {
  for (const one of value === '' ? [] : value.split(',')) {
    const name = one.trim();
    if (name === '') {
      return 'empty interface name';
    }
    if (name.length > 15) {
      return `interface name ${quoted(name)} too long (max 15 chars)`;
    }
    if (!/^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(name)) {
      return `interface name ${quoted(name)} contains invalid characters`;
    }
  }
  return undefined;
}

function truth(value: string): string | undefined {
  return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)
    ? undefined
    : `strconv.ParseBool: parsing ${quoted(value)}: invalid syntax`;
}

function interceptionMode(value: string): string | undefined {
  return ['REDIRECT', 'TPROXY', 'NONE'].includes(value)
    ? undefined
    : `interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${value}`;
}

const QUANTITY =
  /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]+)?$/;

function quantity(value: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) {
    return 'value contains control characters';
  }
  return QUANTITY.test(value)
    ? undefined
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

function statusPort(value: string): string | undefined {
  const problem = port(value);
  return problem && `excludeInboundPorts invalid: ${problem}`;
}

/**
 * What is wrong with the value of an annotation, in the words that Istio's
 * injector refuses it with; undefined when nothing is.
 */
export const ANNOTATION_CHECKS: ReadonlyMap<string, Check> = new Map<
  string,
  Check
>([
  ['sidecar.istio.io/interceptionMode', interceptionMode],
  ['status.sidecar.istio.io/port', statusPort],
  ...['initialDelaySeconds', 'periodSeconds', 'failureThreshold'].map(
    (name): [string, Check] => [
      `readiness.status.sidecar.istio.io/${name}`,
      value => unsigned(value, 32),
    ],
  ),
  [
    'traffic.sidecar.istio.io/includeOutboundIPRanges',
    orStar(blockList('includeIPRanges')),
  ],
  [
    'traffic.sidecar.istio.io/excludeOutboundIPRanges',
    blockList('excludeIPRanges'),
  ],
  [
    'traffic.sidecar.istio.io/includeInboundPorts',
    orStar(portList('includeInboundPorts')),
  ],
  [
    'traffic.sidecar.istio.io/excludeInboundPorts',
    portList('excludeInboundPorts'),
  ],
  [
    'traffic.sidecar.istio.io/excludeOutboundPorts',
    portList('excludeOutboundPorts'),
  ],
  ['traffic.sidecar.istio.io/excludeInterfaces', interfaceNames],
  ['traffic.sidecar.istio.io/kubevirtInterfaces', interfaceNames],
  ['istio.io/reroute-virtual-interfaces', interfaceNames],
  ['prometheus.istio.io/merge-metrics', truth],
  ...['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'].map(
    (name): [string, Check] => [`sidecar.istio.io/${name}`, quantity],
  ),
]);
