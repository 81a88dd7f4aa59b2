import { problems } from './problems';
import { flag, list, oneOf, ref, shape, text, time } from './shapes';

/** The route that follows a request's machines. */
export const progressPaths = {
  '/requests/{id}/virtual-machines': {
    get: {
      summary: 'How far the machines of a request are',
      description:
        'Answered from memory and the database; the control plane is looked at twice a minute at most. `clusters` says how fresh it is.',
      parameters: [
        {
          name: 'id',
          in: 'path',
          required: true,
          schema: { type: 'string', format: 'uuid' },
        },
      ],
      responses: {
        200: {
          description: 'Steps, machines, likely causes and what can be done',
          content: { 'application/json': { schema: ref('MachineProgress') } },
        },
        304: { description: 'Nothing has changed' },
        ...problems(400, 401, 403, 404),
      },
    },
  },
};

const percent = { type: 'integer', minimum: 0, maximum: 100 };

/** The schemas of this route. */
export const progressSchemas = {
  MachineProgress: shape({
    steps: list(
      shape({
        name: oneOf(
          'approved',
          'prepared',
          'code',
          'redeemed',
          'registered',
          'connected',
          'healthy',
        ),
        state: oneOf('done', 'now', 'waiting', 'failed'),
        'at?': time,
        text,
      }),
    ),
    machines: list(
      shape({
        name: text,
        title: text,
        'address?': text,
        state: oneOf(
          'waiting',
          'joined',
          'healthy',
          'unhealthy',
          'disconnected',
        ),
        'since?': time,
        'connectedSince?': time,
        text,
        'version?': text,
        'proxyVersion?': text,
        'reEnrol?': text,
      }),
    ),
    causes: list(
      shape({
        code: oneOf(
          'CODE_NOT_USED',
          'TOKEN_EXPIRED',
          'CLUSTER_ID',
          'GROUP_MISSING',
          'SERVICE_ACCOUNT',
          'NOT_REGISTERED',
          'AUTO_REGISTRATION_OFF',
          'ROOT_CHANGED',
          'ISTIOD_ADDRESS',
          'NOT_KNOWN',
        ),
        text,
        mend: text,
      }),
    ),
    drift: list(
      shape({
        code: oneOf('HOSTS_BLOCK', 'ISTIOD_ADDRESS'),
        text,
        mend: text,
        'lines?': list(text),
      }),
    ),
    uninstallLine: text,
    retireText: list(text),
    cutOff: shape({
      state: oneOf('none', 'asked', 'inForce'),
      text,
      identity: text,
      sharedWith: list(text),
      'requestId?': text,
      'request?': ref('CreateMeshRequest'),
      'mayNot?': text,
    }),
    alarms: list(
      shape({
        machine: text,
        'address?': text,
        connectedAt: time,
        isOn: flag,
        text,
        mend: text,
      }),
    ),
    'shift?': shape({
      'percent?': percent,
      stations: list(percent),
      'next?': ref('MachineShiftStep'),
      'back?': ref('MachineShiftStep'),
      'refused?': text,
      'requestId?': text,
      'mayNot?': text,
    }),
    clusters: list(ref('ClusterFreshness')),
  }),
  MachineShiftStep: shape({ percent, request: ref('CreateMeshRequest') }),
};
