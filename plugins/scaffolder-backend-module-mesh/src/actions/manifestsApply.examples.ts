import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Apply a document written in the template',
    example: stringify({
      steps: [
        {
          id: 'apply',
          action: 'mesh:manifests:apply',
          name: 'Require mTLS',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            manifests: stringify({
              apiVersion: 'security.istio.io/v1',
              kind: 'PeerAuthentication',
              metadata: { name: 'strict' },
              spec: { mtls: { mode: 'STRICT' } },
            }),
          },
        },
      ],
    }),
  },
  {
    description: 'Apply the files that an earlier step put into the workspace',
    example: stringify({
      steps: [
        {
          id: 'apply',
          action: 'mesh:manifests:apply',
          name: 'Apply the policies',
          input: {
            cluster: 'east',
            path: 'policies',
          },
        },
      ],
    }),
  },
];
