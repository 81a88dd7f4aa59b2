import { Kubernetes } from '../support/kubernetes';

const ENDPOINT = 'onboarding.east.mesh.invalid';
const SYSTEM = 'namespaces/istio-system';
const REGISTRATIONS =
  '/apis/runtime.onboarding.tetrate.io/v1alpha1/namespaces/bookinfo/workloadautoregistrations';

/** Tetrate's onboarding in a cluster of the demo, as its installation makes it. */
export class TetrateCluster {
  readonly endpoint = ENDPOINT;

  constructor(private readonly cluster: Kubernetes) {}

  /** Turns onboarding on, with a gateway for machines. */
  async turnOn(): Promise<void> {
    await this.cluster.create(
      `/apis/install.tetrate.io/v1alpha1/${SYSTEM}/controlplanes`,
      {
        apiVersion: 'install.tetrate.io/v1alpha1',
        kind: 'ControlPlane',
        metadata: { name: 'controlplane', namespace: 'istio-system' },
        spec: {
          meshExpansion: {
            onboarding: {
              uid: 'east-onboarding',
              endpoint: { hosts: [ENDPOINT], secretName: 'onboarding-tls' },
              localRepository: {},
              workloads: {
                authentication: {
                  jwt: {
                    issuers: [
                      {
                        issuer: 'https://id.example.org',
                        shortName: 'my-corp',
                      },
                    ],
                  },
                },
              },
            },
          },
        },
      },
    );
    await this.cluster.create(`/api/v1/${SYSTEM}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'vmgateway', namespace: 'istio-system' },
      spec: {
        externalIPs: ['203.0.113.80'],
        ports: [{ name: 'tls', port: 15443 }],
      },
    });
  }

  /** A machine of a group joins, as the plane registers it. */
  async join(group: string): Promise<void> {
    const { metadata } = await this.cluster.get(
      `/apis/networking.istio.io/v1/namespaces/bookinfo/workloadgroups/${group}`,
    );
    const name = `${group}-aws-aws-123456789012-us-east-2b-ec2-i-0abc`;
    await this.cluster.create(REGISTRATIONS, {
      apiVersion: 'runtime.onboarding.tetrate.io/v1alpha1',
      kind: 'WorkloadAutoRegistration',
      metadata: {
        name,
        namespace: 'bookinfo',
        ownerReferences: [
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'WorkloadGroup',
            name: group,
            uid: metadata.uid,
          },
        ],
      },
      spec: {
        identity: {
          aws: {
            partition: 'aws',
            account: '123456789012',
            region: 'us-east-2',
            zone: 'us-east-2b',
            ec2: { instanceId: 'i-0abc', iamRole: { name: 'ratings' } },
          },
        },
        registration: {
          agent: { version: '1.9.0' },
          host: { addresses: [{ ip: '10.30.0.4', type: 'VPC' }] },
        },
      },
    });
    await this.cluster.patch(`${REGISTRATIONS}/${name}/status`, {
      status: { conditions: [{ type: 'AgentConnected', status: 'True' }] },
    });
  }

  /** Takes away what was made. */
  async turnOff(): Promise<void> {
    await this.cluster.delete(
      `/apis/install.tetrate.io/v1alpha1/${SYSTEM}/controlplanes/controlplane`,
    );
    await this.cluster.delete(`/api/v1/${SYSTEM}/services/vmgateway`);
  }
}
