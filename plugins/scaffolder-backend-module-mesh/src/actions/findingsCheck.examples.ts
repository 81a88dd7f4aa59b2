import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Check the files that an earlier step put into the workspace, before they are published',
    example: stringify({
      steps: [
        {
          id: 'check',
          action: 'mesh:findings:check',
          name: 'Check the policies',
          input: {
            cluster: 'east',
            path: 'policies',
          },
        },
      ],
    }),
  },
  {
    description: 'Check a document of the template, and stop at warnings too',
    example: stringify({
      steps: [
        {
          id: 'check',
          action: 'mesh:findings:check',
          name: 'Check mTLS',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            threshold: 'warning',
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
];
