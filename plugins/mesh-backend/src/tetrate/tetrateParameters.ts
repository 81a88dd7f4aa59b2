import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  InputProblem,
  readTetrateOnboarding,
  readTetratePlane,
  TetrateOnboardingInput,
  TetratePlaneInput,
} from '@meshport/istio';
import { isDnsLabel } from '../manifests/objects';
import {
  NO_CLUSTER,
  readFields,
} from '../requests/kinds/egressGatewayParameters';

/** What the onboarding plane is asked for with. */
export interface PlaneParameters {
  cluster: string;
  plane: TetratePlaneInput;
}

/** What machines are asked for with. */
export interface OnboardingParameters {
  cluster: string;
  onboarding: TetrateOnboardingInput;
}

function schemaOf(field: string, description: string): JsonObject {
  return {
    type: 'object',
    required: ['cluster', field],
    additionalProperties: false,
    properties: {
      cluster: { type: 'string', description: 'Name of the cluster' },
      [field]: { type: 'object', description },
    },
  };
}

/** JSON Schema of the parameters; `plane` is checked by `@meshport/istio`. */
export const PLANE_SCHEMA = schemaOf(
  'plane',
  'The onboarding section of the ControlPlane: hosts, certificate and, optionally, token lifetime, local repository, issuers, deregistration delay, custom gateway, and the name and namespace of the ControlPlane',
);

/** JSON Schema of the parameters; `onboarding` is checked by `@meshport/istio`. */
export const ONBOARDING_SCHEMA = schemaOf(
  'onboarding',
  'The machines (as those of vm-onboarding, with withoutCapture), the rules of who may join, the endpoint and the agent',
);

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
function readWith<T>(
  parameters: unknown,
  field: string,
  read: (source: unknown) => { input: T } | { problems: InputProblem[] },
): { cluster: string; input: T } {
  const fields = readFields(parameters, ['cluster', field]);
  const { cluster } = fields;
  const problems: string[] = [];
  if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
    problems.push(NO_CLUSTER);
  }
  const result = read(fields[field]);
  if ('problems' in result) {
    problems.push(
      ...result.problems.map(
        one => `${field}${one.field ? `.${one.field}` : ''}: ${one.message}`,
      ),
    );
    throw new InputError(problems.join('\n'));
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { cluster: cluster as string, input: result.input };
}

/** Reads what the plane is asked for with. */
export function readPlaneParameters(parameters: unknown): PlaneParameters {
  const { cluster, input } = readWith(parameters, 'plane', readTetratePlane);
  return { cluster, plane: input };
}

/** Reads what machines are asked for with. */
export function readOnboardingParameters(
  parameters: unknown,
): OnboardingParameters {
  const { cluster, input } = readWith(
    parameters,
    'onboarding',
    readTetrateOnboarding,
  );
  return { cluster, onboarding: input };
}
