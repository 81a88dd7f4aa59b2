import { problems } from './problems';
import { flag, list, ref, shape, text } from './shapes';

function query(name: string, description: string, more: object = {}) {
  return {
    name,
    in: 'query',
    schema: { type: 'string' },
    description,
    ...more,
  };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

/**
 * The routes about the machines of all clusters.
 *
 * @param pages - parameters of a list of machines
 */
export function machinePaths(pages: object[]) {
  return {
    '/virtual-machines': {
      get: {
        summary: 'The virtual machines of all clusters',
        description:
          'Answered from memory: `clusters` says how fresh it is and what could not be read.',
        parameters: [
          ...pages,
          query('cluster', 'Only the machines of this cluster'),
        ],
        responses: {
          200: answer('What the caller may see', 'VirtualMachineAnswer'),
          304: { description: 'Nothing the caller may see has changed' },
          ...problems(400, 401, 403),
        },
      },
    },
    '/virtual-machines/choices': {
      get: {
        summary: 'What a form may offer for new machines',
        parameters: [
          query('cluster', 'Name of the cluster', { required: true }),
          query('namespace', 'Where the machines are to be'),
        ],
        responses: {
          200: answer('Of what the caller may read', 'MachineChoices'),
          ...problems(400, 401, 403),
        },
      },
    },
  };
}

const port = { type: 'integer', minimum: 0, maximum: 65535 };
const number = { type: 'integer', minimum: 0 };

/** The schemas of these routes. */
export const machineSchemas = {
  MachineChoices: shape({
    cluster: text,
    services: list(
      shape({
        namespace: text,
        name: text,
        selector: { type: 'object', additionalProperties: text },
        ports: list(
          shape({
            'name?': text,
            number: port,
            'targetPort?': port,
            'protocol?': text,
          }),
        ),
        pods: number,
        machines: number,
      }),
    ),
    networks: list(shape({ name: text, text, isOfPods: flag })),
    istiodAddresses: list(shape({ address: text, text })),
    revisions: list(shape({ name: text, text })),
    groups: list(text),
    serviceAccounts: list(text),
    clusters: list(ref('ClusterFreshness')),
  }),
};
