import { runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createEgressGatewayAddUpstreamAction } from './egressGatewayAddUpstream';
import { createEgressGatewayApplyAction } from './egressGatewayApply';
import { createEgressGatewayRemoveAction } from './egressGatewayRemove';
import { createEgressGatewayTestAction } from './egressGatewayTest';

// A backend and a cluster are started for each test.
jest.setTimeout(120_000);

describe('actions on egress gateways that are there', () => {
  let mesh: Mesh;
  const place = { cluster: 'east', namespace: 'bookinfo', name: 'httpbin-out' };

  const run = (
    create: (services: Mesh['services']) => any,
    input: object,
    isDryRun = false,
  ) =>
    runAction(create(mesh.services), input as any, {
      workspacePath: mesh.workspace(),
      isDryRun,
    });
  beforeEach(async () => {
    mesh = await startMesh();
    await run(createEgressGatewayApplyAction, {
      ...place,
      host: 'httpbin.org',
      waitSeconds: 0,
    });
  });

  afterEach(() => mesh.stop());

  const hosts = () =>
    (mesh.east.objects('ServiceEntry', 'bookinfo') as any[])
      .flatMap(one => one.spec.hosts)
      .sort();

  it('mesh:egressGateway:addUpstream adds a host, once, and nothing in a dry-run', async () => {
    const input = {
      ...place,
      upstream: { host: 'api.example.org', protocol: 'TLS-PASSTHROUGH' },
      waitSeconds: 0,
    };
    const rehearsed = await run(
      createEgressGatewayAddUpstreamAction,
      input,
      true,
    );
    expect(rehearsed.error).toBeUndefined();
    expect(hosts()).toEqual(['httpbin.org']);

    const { error, outputs } = await run(
      createEgressGatewayAddUpstreamAction,
      input,
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ ...place, host: 'api.example.org' });
    expect(hosts()).toEqual(['api.example.org', 'httpbin.org']);

    const again = await run(createEgressGatewayAddUpstreamAction, input);
    expect(again.error).toMatchObject({ name: 'InputError' });
    expect(hosts()).toEqual(['api.example.org', 'httpbin.org']);
  });

  it('mesh:egressGateway:remove shows what goes, then deletes it', async () => {
    const rehearsed = await run(createEgressGatewayRemoveAction, place, true);
    expect(rehearsed.error).toBeUndefined();
    expect(rehearsed.logs).toContain(
      'to be deleted: VirtualService bookinfo/httpbin-out',
    );
    expect(hosts()).toEqual(['httpbin.org']);

    const { error, outputs } = await run(
      createEgressGatewayRemoveAction,
      place,
    );
    expect(error).toBeUndefined();
    expect(outputs.deleted).toEqual(
      expect.arrayContaining([
        'VirtualService bookinfo/httpbin-out',
        'ServiceAccount bookinfo/httpbin-out',
      ]),
    );
    expect(hosts()).toEqual([]);
    const again = await run(createEgressGatewayRemoveAction, place);
    expect(again.error).toMatchObject({ name: 'NotFoundError' });
  });

  it('mesh:egressGateway:test fails the step when the call was not made', async () => {
    const rehearsed = await run(createEgressGatewayTestAction, place, true);
    expect(rehearsed.error).toBeUndefined();
    const { error, outputs } = await run(createEgressGatewayTestAction, {
      ...place,
      path: '/status/200',
      waitSeconds: 5,
    });
    expect(outputs.state).toBe('notRun');
    expect(error!.message).toMatch(
      /^The test of the egress gateway bookinfo\/httpbin-out was to be passed, and is notRun: /,
    );
    expect(mesh.east.objects('Job')).toEqual([]);
  });
});
