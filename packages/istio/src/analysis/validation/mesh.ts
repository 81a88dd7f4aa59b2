import { durationMillis } from '../decode/duration';
import { MeshSettings } from '../snapshot/meshSettings';
import { isAddress, subnetProblem } from './addresses';
import { checkLoadBalancer } from './loadBalancer';
import {
  domainProblem,
  isDnsLabelForIstio,
  portProblem,
  wildcardDomainProblem,
} from './names';
import { quoted } from './goText';
import { Complaint, Problems } from './Problems';

function trustDomainProblem(domain: string): Complaint {
  if (domain === '') {
    return 'empty domain name not allowed';
  }
  const parts = domain.split('.');
  const isRight = parts.every(
    (part, i) =>
      isDnsLabelForIstio(part) || (part === '' && i === parts.length - 1),
  );
  return isRight ? undefined : `trust domain name ${quoted(domain)} invalid`;
}

function checkTrustDomains(mesh: MeshSettings, problems: Problems): void {
  const own = trustDomainProblem(String(mesh.trustDomain));
  problems.at('trustDomain').error(own && `trustDomain: ${own}`);
  mesh.trustDomainAliases.forEach((alias, i) => {
    const wrong = trustDomainProblem(String(alias));
    problems
      .at('trustDomainAliases', i)
      .error(
        wrong && `trustDomainAliases[${i}], domain \`${alias}\` : ${wrong}`,
      );
  });
}

function connectTimeoutProblem(timeout: unknown): Complaint {
  const millis = durationMillis(String(timeout ?? '10s'));
  if (millis === undefined) {
    return undefined;
  }
  if (millis < 1) {
    return 'invalid connect timeout: duration must be greater than 1ms';
  }
  return millis > 3_600_000
    ? `invalid connect timeout: time ${
        millis / 3_600_000
      }h must be >1ms and <1h0m0s`
    : undefined;
}

/** The parts of the mesh's configuration that this looks at. */
export function checkMeshConfig(mesh: MeshSettings, problems: Problems): void {
  const { raw } = mesh;
  const listen = portProblem(Number(raw.proxyListenPort ?? 15001));
  problems
    .at('proxyListenPort')
    .error(listen && `invalid proxy listen port: ${listen}`);
  problems
    .at('connectTimeout')
    .error(connectTimeoutProblem(raw.connectTimeout));
  if (mesh.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE !== undefined) {
    problems
      .at('defaultConfig', 'proxyMetadata', 'ISTIO_META_DNS_AUTO_ALLOCATE')
      .warn(
        "'ISTIO_META_DNS_AUTO_ALLOCATE' is deprecated; review https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#dns-auto-allocation-v2 for information about replacement functionality",
      );
  }
  checkLoadBalancer(
    { localityLbSetting: raw.localityLbSetting },
    true,
    problems,
  );
  const settings: any[] = Array.isArray(raw.serviceSettings)
    ? raw.serviceSettings
    : [];
  settings.forEach((setting, i) =>
    (setting?.hosts ?? []).forEach((host: string) => {
      const wrong = wildcardDomainProblem(String(host));
      problems
        .at('serviceSettings', i)
        .error(wrong && `serviceSettings[${i}], host \`${host}\`: ${wrong}`);
    }),
  );
  checkTrustDomains(mesh, problems);
  if (raw.meshMTLS?.ecdhCurves) {
    problems
      .at('meshMTLS', 'ecdhCurves')
      .error('mesh TLS does not support ECDH curves configuration');
  }
}

function endpointProblem(endpoint: any): Complaint {
  if (endpoint?.fromRegistry !== undefined) {
    return isDnsLabelForIstio(String(endpoint.fromRegistry))
      ? undefined
      : `invalid registry name: ${endpoint.fromRegistry}`;
  }
  return endpoint?.fromCidr === undefined
    ? undefined
    : subnetProblem(String(endpoint.fromCidr));
}

function gatewayProblems(gateway: any): Complaint[] {
  const { registryServiceName, address, port } = gateway ?? {};
  return [
    registryServiceName === undefined
      ? undefined
      : domainProblem(String(registryServiceName)),
    address !== undefined &&
    !isAddress(String(address)) &&
    domainProblem(String(address))
      ? `${address} is not a valid IP address or DNS name`
      : undefined,
    portProblem(Number(port ?? 0)),
  ];
}

/** What Istio checks of the networks of a mesh. */
export function checkMeshNetworks(
  networks: Record<string, any>,
  problems: Problems,
): void {
  for (const [name, network] of Object.entries(networks)) {
    const at = problems.at('networks', name);
    const all = [
      ...[network?.endpoints ?? []].flat().map(endpointProblem),
      ...[network?.gateways ?? []].flat().flatMap(gatewayProblems),
    ];
    all.forEach(wrong =>
      at.error(wrong && `invalid network ${name}: ${wrong}`),
    );
  }
}
