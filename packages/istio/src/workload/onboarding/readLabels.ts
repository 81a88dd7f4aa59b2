import { InputReader, quoted } from '../../input/InputReader';
import { isLabelKey, isLabelValue } from '../../resources';

export const VALUE_MEND =
  'Give letters, digits, dashes, dots and underscores, at most 63 characters.';

/** Why a text is no value of a label that says something; undefined when it is. */
export function problemWithValue(text: string): string | undefined {
  return text !== '' && isLabelValue(text) ? undefined : VALUE_MEND;
}

/** What Kubernetes recommends for every application, and services select by. */
const RECOMMENDED =
  /^app\.kubernetes\.io\/(name|instance|component|part-of|version)$/;

/** Why a label may not be set by a form: Istio, Kubernetes or Meshport fixes its meaning. */
export function problemWithOwnLabel(key: string): string | undefined {
  if (!isLabelKey(key)) {
    return 'This is no key of a label.';
  }
  if (RECOMMENDED.test(key)) {
    return undefined;
  }
  return /(^|\.)(istio\.io|kubernetes\.io|k8s\.io|meshport\.dev)\//.test(key) ||
    key === 'istio-injection'
    ? 'This label has a meaning of its own and is not set here. Take it out.'
    : undefined;
}

/** Reads labels, each with its problem at its own path. */
export function readLabels(
  reader: InputReader,
  problemWithKey: (key: string) => string | undefined = problemWithOwnLabel,
): Record<string, string> | undefined {
  const labels = reader.value('labels');
  if (labels === undefined) {
    return undefined;
  }
  if (!InputReader.isObject(labels)) {
    return reader.refuse('labels', 'Give an object of keys and values.');
  }
  const entries = Object.entries(labels);
  if (entries.length > 32) {
    return reader.refuse('labels', 'Give at most 32.');
  }
  const read: [string, string][] = [];
  for (const [key, text] of entries) {
    const problem = problemWithKey(key);
    const field = `labels[${quoted(key)}]`;
    if (problem) {
      reader.refuse(field, problem);
    } else if (typeof text !== 'string' || !isLabelValue(text)) {
      reader.refuse(field, VALUE_MEND);
    } else {
      read.push([key, text]);
    }
  }
  return Object.fromEntries(read);
}
