import {
  problemWithNamespace,
  problemWithRevision,
  problemWithServiceAccount,
} from '../../input/fieldRules';
import type { InputProblem } from '../../input/InputProblem';
import { InputReader, withoutUndefined } from '../../input/InputReader';
import { isDnsLabel, isLabelValue } from '../../resources';
import { refuseTogether } from './fieldsTogether';
import {
  problemWithOwnLabel,
  problemWithValue,
  readLabels,
} from './readLabels';
import { readExcludedPorts, readPorts } from './readPorts';
import { readProbe } from './readProbe';
import { readService, readSubsets } from './readService';
import { readWithoutCapture } from './readWithoutCapture';
import {
  MAX_VM_GROUP_NAME,
  VmNamespace,
  VmOnboardingInput,
} from './VmOnboardingInput';

const FIELDS: readonly (keyof VmOnboardingInput)[] = [
  'name',
  'namespace',
  'createNamespace',
  'revision',
  'app',
  'version',
  'labels',
  'serviceAccount',
  'identity',
  'network',
  'locality',
  'weight',
  'ports',
  'probe',
  'autoRegister',
  'service',
  'subsets',
  'machinesPercent',
  'withoutCapture',
  'excludedPorts',
  'component',
  'owner',
];

function problemWithGroupName(text: string): string | undefined {
  return isDnsLabel(text) && text.length <= MAX_VM_GROUP_NAME
    ? undefined
    : `Give lower-case letters, digits and dashes, at most ${MAX_VM_GROUP_NAME} characters.`;
}

function problemWithMachineLabel(key: string): string | undefined {
  return ['app', 'version'].includes(key)
    ? `This label comes from the field ${key}. Take it out here.`
    : problemWithOwnLabel(key);
}

function problemWithIdentity(text: string): string | undefined {
  return text === 'default'
    ? 'Every pod that names no account of its own acts as default. Give machines one of their own, so that they can be told apart and cut off.'
    : problemWithServiceAccount(text);
}

function problemWithLocality(text: string): string | undefined {
  const parts = text.split('/');
  return parts.length <= 3 && parts.every(one => one && isLabelValue(one))
    ? undefined
    : 'Give region, region/zone or region/zone/subzone.';
}

function readNamespace(reader: InputReader): VmNamespace | undefined {
  return reader.object('createNamespace', ['revision', 'labels'], part => ({
    revision: part.text('revision', problemWithRevision),
    labels: readLabels(part),
  }));
}

function readFields(reader: InputReader): VmOnboardingInput {
  const ports = readPorts(reader);
  return withoutUndefined<VmOnboardingInput>({
    name: reader.requiredText(
      'name',
      'Give the name of the group.',
      problemWithGroupName,
    ),
    namespace: reader.requiredText(
      'namespace',
      'Give the namespace of the machines.',
      problemWithNamespace,
    ),
    createNamespace: readNamespace(reader),
    revision: reader.text('revision', problemWithRevision),
    app: reader.text('app', problemWithValue),
    version: reader.text('version', problemWithValue),
    labels: readLabels(reader, problemWithMachineLabel),
    serviceAccount: reader.text('serviceAccount', problemWithIdentity),
    identity: reader.oneOf('identity', ['group', 'machine'] as const),
    network: reader.text('network', problemWithValue),
    locality: reader.text('locality', problemWithLocality),
    weight: reader.wholeNumber('weight', 1, 128),
    ports,
    probe: readProbe(reader),
    autoRegister: reader.yesOrNo('autoRegister'),
    service: readService(reader),
    subsets: readSubsets(reader),
    machinesPercent: reader.wholeNumber('machinesPercent', 0, 100),
    withoutCapture: readWithoutCapture(reader),
    excludedPorts: readExcludedPorts(reader, ports),
    component: reader.text('component', problemWithValue),
    owner: reader.text('owner', problemWithValue),
  });
}

/**
 * Reads what a person says of virtual machines that are to join.
 *
 * @returns the input, or every problem that it has
 * @public
 */
export function readVmOnboarding(
  source: unknown,
): { input: VmOnboardingInput } | { problems: InputProblem[] } {
  if (!InputReader.isObject(source)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(source, problems);
  reader.refuseUnknown(FIELDS);
  const input = readFields(reader);
  refuseTogether(input, reader);
  return problems.length ? { problems } : { input };
}
