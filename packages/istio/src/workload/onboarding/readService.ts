import type { InputReader } from '../../input/InputReader';
import { isServiceName } from '../../resources';
import { problemWithHostName } from './readWithoutCapture';
import { problemWithOwnLabel, problemWithValue } from './readLabels';
import type { VmOnboardingInput, VmService } from './VmOnboardingInput';

const KINDS = ['existing', 'Service', 'ServiceEntry'] as const;

function problemWithEntryHost(text: string): string | undefined {
  return /\.svc\.|\.svc$/.test(text)
    ? 'This is the name of a Kubernetes Service. Choose Service instead, or another host.'
    : problemWithHostName(text);
}

function problemWithServiceName(text: string): string | undefined {
  return isServiceName(text)
    ? undefined
    : 'Give lower-case letters, digits and dashes, beginning with a letter.';
}

function refuseOther(reader: InputReader, field: string, kind: string): void {
  if (reader.value(field) !== undefined) {
    reader.refuse(field, `This is not for ${kind}. Take it out.`);
  }
}

/** Reads the field `service`. */
export function readService(reader: InputReader): VmService | undefined {
  return reader.object('service', ['kind', 'name', 'host'], part => {
    if (part.value('kind') === undefined) {
      part.refuse(
        'kind',
        `This is missing. Choose one of ${KINDS.join(', ')}.`,
      );
    }
    const kind = part.oneOf('kind', KINDS);
    if (kind === 'ServiceEntry') {
      refuseOther(part, 'name', kind);
      const host = part.requiredText(
        'host',
        'Give the name under which callers reach the machines.',
        problemWithEntryHost,
      );
      return { kind, host };
    }
    if (kind === undefined) {
      return { kind: 'existing', name: '' };
    }
    refuseOther(part, 'host', kind);
    const name = part.requiredText(
      'name',
      'Give the name of a Service.',
      problemWithServiceName,
    );
    return { kind, name };
  });
}

/** Reads the field `subsets`. */
export function readSubsets(reader: InputReader): VmOnboardingInput['subsets'] {
  return reader.object(
    'subsets',
    ['label', 'machines', 'containers'],
    part => ({
      label: part.text('label', text =>
        text === 'app'
          ? 'Services select by the label app, so that it cannot tell machines and pods apart. Choose another.'
          : problemWithOwnLabel(text),
      ),
      machines: part.text('machines', problemWithValue),
      containers: part.text('containers', problemWithValue),
    }),
  );
}
