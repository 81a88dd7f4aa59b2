import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  isServiceName,
  problemWithHost,
} from '../resources';
import { MAX_EGRESS_GATEWAY_NAME } from './EgressGatewayInput';
import { problemWithNamespace } from '../input/fieldRules';
import { quoted } from '../input/InputReader';

/** Namespaces where Istio's injector never acts (pkg/kube/inject, IgnoredNamespaces). */
const NEVER_INJECTED = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

export function problemWithName(name: string): string | undefined {
  if (name.length > MAX_EGRESS_GATEWAY_NAME) {
    return `Give at most ${MAX_EGRESS_GATEWAY_NAME} characters, so that names made from it stay valid.`;
  }
  return isServiceName(name)
    ? undefined
    : `${quoted(
        name,
      )} is no name for a Service. Use lower-case letters, digits and dashes; begin with a letter, end with a letter or digit.`;
}

export function problemWithRunningIn(name: string): string | undefined {
  return NEVER_INJECTED.includes(name)
    ? `Istio never injects a proxy in ${name}. Choose another namespace.`
    : problemWithNamespace(name);
}

export function problemWithSecretName(text: string): string | undefined {
  return isDnsSubdomain(text)
    ? undefined
    : `${quoted(
        text,
      )} is no name of a Secret. Give the name alone: lower-case letters, digits, dashes and dots.`;
}

export function problemWithSubjectAltName(text: string): string | undefined {
  return /^spiffe:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._-]+)+$/.test(text)
    ? undefined
    : problemWithHost(text);
}

export function problemWithObjectName(text: string): string | undefined {
  return isDnsSubdomain(text)
    ? undefined
    : `${quoted(
        text,
      )} is no name of an object. Use lower-case letters, digits, dashes and dots.`;
}

export function problemWithUpstreamId(text: string): string | undefined {
  if (text === 'upstream') {
    return 'The id "upstream" is taken. Choose another, or leave it out.';
  }
  return isDnsLabel(text)
    ? undefined
    : 'Use lower-case letters, digits and dashes, at most 63 characters, or leave the id out.';
}

export function problemWithProvider(text: string): string | undefined {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(text)
    ? undefined
    : "Give the provider's name as it stands in MeshConfig's extensionProviders.";
}

/** A quantity of Kubernetes: a positive number with or without a suffix. */
export function problemWithQuantity(
  example: string,
): (text: string) => string | undefined {
  return text =>
    /^(?=.*[1-9])[0-9]{1,12}(\.[0-9]{1,3})?(m|k|Ki|M|Mi|G|Gi)?$/.test(text)
      ? undefined
      : `Give a positive quantity such as ${example}.`;
}

export function problemWithImage(text: string): string | undefined {
  return /^[a-z0-9]+([._:/-]+[A-Za-z0-9_]+)*(@sha256:[0-9a-f]{64})?$/.test(
    text,
  ) && text.length <= 255
    ? undefined
    : 'Give an image such as registry.example.org/curl:8.16.0.';
}

/** Why a selector of pods is none; undefined when it is. */
export function problemWithSelector(value: unknown): string | undefined {
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [];
  const good = entries.every(
    ([key, one]) =>
      isLabelKey(key) && typeof one === 'string' && isLabelValue(one),
  );
  return entries.length > 0 && entries.length <= 20 && good
    ? undefined
    : `Give the labels of the ingress gateway's pods, e.g. {"istio": "ingressgateway"}.`;
}
