import { parse } from 'yaml';
import { onboarding, withValue } from './__testUtils__/inputs';
import { agentFiles } from './agentFiles';
import { ansibleOf, cloudInitOf } from './machineForms';
import { renderTetrateOnboarding } from './onboardingObjects';
import { tetratePackages } from './packages';
import { readTetrateOnboarding } from './readTetrateOnboarding';

function read(source: unknown) {
  const result = readTetrateOnboarding(source);
  if (!('input' in result)) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.input;
}

function of(source: unknown, kind: string): any {
  return renderTetrateOnboarding(read(source)).find(one => one.kind === kind);
}

describe('what machines join by', () => {
  it('is rendered with the policy last', () => {
    expect(
      renderTetrateOnboarding(read(onboarding)).map(one => one.kind),
    ).toEqual([
      'ServiceAccount',
      'WorkloadGroup',
      'Sidecar',
      'OnboardingPolicy',
    ]);
  });

  it('gives machines the labels of the template too', () => {
    const group = of(onboarding, 'WorkloadGroup');
    expect(group.spec.template.labels).toEqual({ app: 'ratings', class: 'vm' });
    expect(group.spec.metadata.labels).toEqual(group.spec.template.labels);
    expect(group.spec.template.serviceAccount).toBe('ratings');
  });

  it('has one listener for each port on loopback', () => {
    const { spec } = of(
      withValue(
        onboarding,
        ['machines', 'withoutCapture', 'dependencies'],
        [
          { host: 'details.bookinfo.svc.cluster.local', port: 8080 },
          { host: 'reviews.bookinfo.svc.cluster.local', port: 8080 },
          { host: 'db.example.org', port: 5432, protocol: 'TCP' },
        ],
      ),
      'Sidecar',
    );
    expect(spec.ingress).toEqual([
      expect.objectContaining({ defaultEndpoint: '127.0.0.1:9080' }),
    ]);
    expect(
      spec.egress.map(({ bind, port, hosts }: any) => [
        bind,
        port.number,
        hosts,
      ]),
    ).toEqual([
      [
        '127.0.0.2',
        8080,
        [
          'bookinfo/details.bookinfo.svc.cluster.local',
          'bookinfo/reviews.bookinfo.svc.cluster.local',
        ],
      ],
      ['127.0.0.2', 5432, ['*/db.example.org']],
    ]);
  });

  it('takes an application that calls nobody', () => {
    const calm = withValue(
      onboarding,
      ['machines', 'withoutCapture', 'dependencies'],
      [],
    );
    expect(of(calm, 'Sidecar').spec.ingress).toHaveLength(1);
    expect(agentFiles(read(calm)).map(one => one.path)).not.toContain(
      '/etc/hosts',
    );
  });

  it.each([
    [undefined, { matchLabels: { 'meshport.dev/vm-group': 'ratings' } }],
    [{ app: 'ratings' }, { matchLabels: { app: 'ratings' } }],
    [{}, {}],
  ])('selects groups by %j', (groups, selector) => {
    const { spec } = of(
      withValue(onboarding, ['rules', 0, 'groups'], groups),
      'OnboardingPolicy',
    );
    expect(spec.allow[0].onboardTo).toEqual([
      { workloadGroupSelector: selector },
    ]);
  });

  it('keeps matchers as they were given', () => {
    const workloads = [
      {
        jwt: {
          issuer: 'https://id.example.org',
          subjects: ['vm-1'],
          attributes: [{ name: 'app', values: ['ratings'] }, { name: 'x' }],
        },
      },
      { aws: { accounts: ['123456789012'], ecs: { clusters: ['shop'] } } },
    ];
    const { spec } = of(
      withValue(onboarding, ['rules', 0, 'workloads'], workloads),
      'OnboardingPolicy',
    );
    expect(spec.allow[0].workloads).toEqual(workloads);
  });
});

describe('files of a machine', () => {
  it('name the plane, the group and how it is reached', () => {
    const [config, agent, hosts] = agentFiles(
      read({
        ...onboarding,
        endpoint: {
          host: 'onboarding.example.org',
          port: 443,
          sni: 'a.example.org',
        },
        agent: {
          connectedOver: 'INTERNET',
          labels: { version: 'v5' },
          revision: 'canary',
        },
      }),
    );
    expect(config.path).toBe('/etc/onboarding-agent/onboarding.config.yaml');
    expect(parse(config.content)).toEqual({
      apiVersion: 'config.agent.onboarding.tetrate.io/v1alpha1',
      kind: 'OnboardingConfiguration',
      onboardingEndpoint: {
        host: 'onboarding.example.org',
        port: 443,
        transportSecurity: {
          tls: { sni: 'a.example.org', insecureSkipVerify: false },
        },
      },
      workloadGroup: { namespace: 'bookinfo', name: 'ratings' },
      workload: { labels: { version: 'v5' } },
      settings: { connectedOver: 'INTERNET' },
    });
    expect(agent.path).toBe('/etc/onboarding-agent/agent.config.yaml');
    expect(parse(agent.content)).toEqual({
      apiVersion: 'config.agent.onboarding.tetrate.io/v1alpha1',
      kind: 'AgentConfiguration',
      host: { auto: {} },
      sidecar: { istio: { revision: 'canary' } },
    });
    expect(hosts.content).toContain(
      '127.0.0.2 details.bookinfo.svc.cluster.local',
    );
  });

  it.each([
    ['auto', { platform: 'auto' }, { auto: {} }],
    ['EC2', { platform: 'ec2' }, { aws: { ec2: {} } }],
    [
      'a plugin',
      {
        platform: 'custom',
        credential: {
          name: 'ext-jwt-credential',
          path: '/usr/local/bin/ext',
          args: ['-v'],
          env: [{ name: 'EXT_JWT_CLIENT_SECRET_FILE', value: '/etc/secret' }],
        },
        hostInfo: { interfaces: { include: ['^eth.*$'] } },
      },
      {
        custom: {
          credential: [
            {
              plugin: {
                name: 'ext-jwt-credential',
                path: '/usr/local/bin/ext',
                args: ['-v'],
                env: [
                  { name: 'EXT_JWT_CLIENT_SECRET_FILE', value: '/etc/secret' },
                ],
              },
            },
          ],
          hostinfo: { basic: { networkInterfaces: { include: ['^eth.*$'] } } },
        },
      },
    ],
    [
      'two plugins',
      {
        platform: 'custom',
        credential: { name: 'x' },
        hostInfo: { plugin: { name: 'h' } },
      },
      {
        custom: {
          credential: [{ plugin: { name: 'x' } }],
          hostinfo: { plugin: { name: 'h' } },
        },
      },
    ],
  ])('say who the machine is by %s', (_, agent, host) => {
    const [, file] = agentFiles(read({ ...onboarding, agent }));
    expect(parse(file.content).host).toEqual(host);
  });
});

describe('packages', () => {
  const urls = (revision?: string) =>
    tetratePackages({ host: 'onboarding.example.org', revision }).map(
      one => one.url,
    );

  it('are there by format and architecture', () => {
    expect(urls()).toEqual([
      'https://onboarding.example.org/install/deb/amd64/onboarding-agent.deb',
      'https://onboarding.example.org/install/deb/amd64/istio-sidecar.deb',
      'https://onboarding.example.org/install/deb/arm64/onboarding-agent.deb',
      'https://onboarding.example.org/install/deb/arm64/istio-sidecar.deb',
      'https://onboarding.example.org/install/rpm/amd64/onboarding-agent.rpm',
      'https://onboarding.example.org/install/rpm/amd64/istio-sidecar.rpm',
      'https://onboarding.example.org/install/rpm/arm64/onboarding-agent.rpm',
      'https://onboarding.example.org/install/rpm/arm64/istio-sidecar.rpm',
    ]);
  });

  it('of a revision are the sidecar’s only', () => {
    expect(urls('canary').slice(0, 2)).toEqual([
      'https://onboarding.example.org/install/deb/amd64/onboarding-agent.deb',
      'https://onboarding.example.org/install/istio-sidecar/canary/deb/amd64/istio-sidecar.deb',
    ]);
  });
});

describe('forms', () => {
  it('are YAML that holds the script', () => {
    const input = read(onboarding);
    const cloud = cloudInitOf(input);
    expect(cloud.startsWith('#cloud-config\n')).toBe(true);
    const { write_files: files, runcmd } = parse(cloud);
    expect(files[0].content.startsWith('#!/bin/sh\n')).toBe(true);
    expect(files[0].content.endsWith('\nmain "$@"\n')).toBe(true);
    expect(runcmd).toEqual([['sh', files[0].path]]);
    const [play] = parse(ansibleOf(input));
    expect(play.become).toBe(true);
    expect(play.tasks[0]['ansible.builtin.copy'].content).toContain(
      files[0].content,
    );
    expect(play.tasks[0]['ansible.builtin.copy'].content).not.toContain(
      '{% endraw %}{% endraw %}',
    );
  });
});
