import { Resource } from '../snapshot/Resource';
import { byteLength, quoted } from './goText';
import { parseGoUrl } from './goUrl';
import { Complaint, Problems } from './Problems';
import { checkAttachment, checkSelector } from './selectors';

const SCHEMES = ['', 'file', 'http', 'https', 'oci'];

function urlProblem(url: string): Complaint {
  if (url === '') {
    return 'url field needs to be set';
  }
  // Without a scheme the name of an image is meant.
  if (url.startsWith(':')) {
    return `failed to parse url: parse ${quoted(url)}: missing protocol scheme`;
  }
  const own = /^([a-zA-Z][a-zA-Z0-9+.-]*:|\/)/.test(url)
    ? parseGoUrl(url)
    : undefined;
  const parsed = own ?? parseGoUrl(`http://${url}`);
  if (!parsed) {
    return `failed to parse url: parse ${JSON.stringify(
      url,
    )}: invalid URI for request`;
  }
  return SCHEMES.includes(parsed.scheme)
    ? undefined
    : `url contains unsupported scheme: ${parsed.scheme}`;
}

function hashProblem(hash: string): Complaint {
  if (hash === '') {
    return undefined;
  }
  if (byteLength(hash) !== 64) {
    return 'sha256 field must be 64 characters long';
  }
  return /^[a-f0-9]*$/.test(hash)
    ? undefined
    : 'sha256 field must match [a-f0-9]{64} pattern';
}

function environmentProblem(vm: any): Complaint {
  const names = new Set<string>();
  for (const { name = '', value = '', valueFrom = 'INLINE' } of vm?.env ?? []) {
    if (name === '') {
      return 'spec.vmConfig.env invalid';
    }
    if (byteLength(name) > 256) {
      return 'env.name field must be less than 255 characters long';
    }
    if (names.has(name)) {
      return 'duplicate env';
    }
    names.add(name);
    if (valueFrom !== 'INLINE' && value !== '') {
      return 'value may only be set when valueFrom is INLINE';
    }
  }
  return undefined;
}

function matchProblem(match: any): Complaint {
  for (const [i, { ports = [] }] of (match ?? []).entries()) {
    for (const [j, { number = 0 }] of ports.entries()) {
      if (number <= 0 || number > 65535) {
        return `spec.Match[${i}].Ports[${j}] is out of range: ${number}`;
      }
    }
  }
  return undefined;
}

function checkWasm(wasm: any, nameLimit: number, problems: Problems): void {
  const { url = '', sha256 = '', imagePullSecret = '', pluginName = '' } = wasm;
  problems.at('url').error(urlProblem(url));
  problems.at('sha256').error(hashProblem(sha256));
  if (byteLength(imagePullSecret) > 253) {
    problems
      .at('imagePullSecret')
      .error('imagePullSecret field must be less than 253 characters long');
  }
  if (byteLength(pluginName) > 256) {
    problems
      .at('pluginName')
      .error(`pluginName field must be less than ${nameLimit} characters long`);
  }
  problems.at('vmConfig', 'env').error(environmentProblem(wasm.vmConfig));
}

/** What Istio's webhook checks of a WasmPlugin. */
export function checkWasmPlugin(plugin: Resource, problems: Problems): void {
  checkAttachment(plugin.spec, problems);
  checkWasm(plugin.spec, 255, problems);
  problems.at('match').error(matchProblem(plugin.spec.match));
}

/** What Istio's webhook checks of a TrafficExtension. */
export function checkTrafficExtension(
  extension: Resource,
  problems: Problems,
): void {
  const { wasm, lua, match } = extension.spec;
  if ((wasm === undefined) === (lua === undefined)) {
    problems.error('exactly one of wasm or lua must be set');
  }
  checkAttachment(extension.spec, problems);
  if (lua) {
    const size = byteLength(lua.inlineCode ?? '');
    if (size === 0) {
      problems.at('lua').error('lua.inlineCode cannot be empty');
    }
    if (size > 65536) {
      problems.at('lua').error('lua.inlineCode exceeds maximum size of 64KB');
    }
  }
  if (wasm) {
    checkWasm(wasm, 256, problems.at('wasm'));
  }
  problems.at('match').error(matchProblem(match));
}

/** What Istio's webhook checks of a ProxyConfig. */
export function checkProxyConfig(config: Resource, problems: Problems): void {
  checkSelector(config.spec.selector, problems.at('selector'));
  if (config.spec.concurrency < 0) {
    problems
      .at('concurrency')
      .error('concurrency must be greater than or equal to 0');
  }
}
