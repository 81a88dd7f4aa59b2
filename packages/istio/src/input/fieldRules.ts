import { isDnsLabel, isDnsSubdomain, isLabelValue } from '../resources';
import { quoted } from './InputReader';

export function problemWithNamespace(name: string): string | undefined {
  return isDnsLabel(name)
    ? undefined
    : `${quoted(
        name,
      )} is no namespace. Use lower-case letters, digits and dashes, at most 63 characters.`;
}

export function problemWithLabel(
  what: string,
): (text: string) => string | undefined {
  return text =>
    text !== '' && isLabelValue(text)
      ? undefined
      : `Give the ${what}'s name alone, without kind and namespace: letters, digits, dashes, underscores and dots, at most 63 characters.`;
}

export function problemWithRevision(text: string): string | undefined {
  return isDnsLabel(text)
    ? undefined
    : 'Give the revision or tag as it stands in the label istio.io/rev: lower-case letters, digits and dashes.';
}

export function problemWithServiceAccount(text: string): string | undefined {
  return isDnsSubdomain(text)
    ? undefined
    : `${quoted(
        text,
      )} is no service account. Give the name alone, without its namespace: lower-case letters, digits, dashes and dots.`;
}
