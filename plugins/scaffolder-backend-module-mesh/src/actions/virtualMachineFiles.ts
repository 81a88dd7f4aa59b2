import { renderVmOnboarding, toYaml, VmOnboardingInput } from '@meshport/istio';

/** Which objects go into which file, in the order in which they are applied. */
const FILES: [string, string[]][] = [
  ['group.yaml', ['Namespace', 'ServiceAccount', 'WorkloadGroup']],
  ['service.yaml', ['Service', 'ServiceEntry']],
  ['routing.yaml', ['DestinationRule', 'VirtualService', 'Sidecar']],
];

/** A file of a folder. */
export interface GeneratedFile {
  name: string;
  content: string;
}

/** The manifests of a group of machines and a kustomization that names them; nothing of it is secret. */
export function virtualMachineFiles(input: VmOnboardingInput): GeneratedFile[] {
  const objects = renderVmOnboarding(input);
  const files = FILES.map(([name, kinds]) => ({
    name,
    content: toYaml(objects.filter(({ kind }) => kinds.includes(kind))),
    isEmpty: !objects.some(({ kind }) => kinds.includes(kind)),
  })).filter(({ isEmpty }) => !isEmpty);
  return [
    {
      name: 'kustomization.yaml',
      content: [
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources:',
        ...files.map(({ name }) => `  - ${name}`),
        '',
      ].join('\n'),
    },
    ...files.map(({ name, content }) => ({ name, content })),
  ];
}
