import { InputError } from '@backstage/errors';
import { readVmOnboarding, VmOnboardingInput } from '@meshport/istio';
import { z as zod } from 'zod/v3';
import { nameOf } from './entityRefs';

/** The fields that say which machines are to join, for the schemas of actions. */
export const virtualMachineProperties = {
  cluster: (z: typeof zod) =>
    z.string().describe('Name of the cluster, as in mesh.clusters'),
  namespace: (z: typeof zod) =>
    z.string().describe('The namespace of the machines'),
  name: (z: typeof zod) =>
    z.string().describe('Name of the group of machines, at most 50 characters'),
  machines: (z: typeof zod) =>
    z
      .record(z.any())
      .describe(
        'What the machines are: ports, and optionally app, version, labels, serviceAccount, identity, network, revision, locality, weight, probe, autoRegister, service, subsets, machinesPercent, withoutCapture, excludedPorts and createNamespace',
      ),
  istiodAddress: (z: typeof zod) =>
    z
      .string()
      .describe(
        'IP address at which the machines reach istiod. Default: that of the east-west gateway',
      )
      .optional(),
  component: (z: typeof zod) =>
    z
      .string()
      .describe('Reference or name of the component that runs on the machines')
      .optional(),
  owner: (z: typeof zod) =>
    z
      .string()
      .describe('Reference or name of the group that owns it')
      .optional(),
};

/** The fields as an action gets them. */
export type VirtualMachineFields = {
  [field in keyof typeof virtualMachineProperties]?: zod.infer<
    ReturnType<(typeof virtualMachineProperties)[field]>
  >;
};

/** What is asked for, as `POST /requests` takes it for kind `vm-onboarding`. */
export interface VirtualMachineRequest {
  machines: VmOnboardingInput;
  parameters: {
    cluster: string;
    machines: VmOnboardingInput;
    istiodAddress?: string;
  };
}

/** Fields that are named on the first level, too. */
const OUTER = ['namespace', 'name', 'component', 'owner'];

/** Reads the input of an action; throws `InputError` with a line for each wrong field. */
export function readVirtualMachines(
  fields: VirtualMachineFields,
): VirtualMachineRequest {
  const { cluster, namespace, name, istiodAddress, component, owner } = fields;
  const read = readVmOnboarding({
    ...(given(fields.machines) as object),
    namespace,
    name,
    ...(component ? { component: nameOf('component', component) } : {}),
    ...(owner ? { owner: nameOf('owner', owner) } : {}),
  });
  if ('problems' in read) {
    throw new InputError(
      read.problems
        .map(({ field, message }) =>
          OUTER.includes(field)
            ? `${field}: ${message}`
            : `machines${field ? `.${field}` : ''}: ${message}`,
        )
        .join('\n'),
    );
  }
  return {
    machines: read.input,
    parameters: {
      cluster: cluster!,
      machines: read.input,
      ...(istiodAddress ? { istiodAddress } : {}),
    },
  };
}

/** What a form left empty is not given: nothing, and empty texts. */
function given(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(given);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined && one !== null && one !== '')
      .map(([key, one]) => [key, given(one)]),
  );
}
