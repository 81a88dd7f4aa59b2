/** Of a container's settings those that answers are made from. */
export function slimContainer(container: any) {
  return {
    name: container.name,
    image: container.image,
    ports: container.ports,
    restartPolicy: container.restartPolicy,
    ...runAsUserOf(container),
  };
}

/** The user of a pod or container, when it is told. */
export function runAsUserOf(spec: any) {
  const runAsUser = spec?.securityContext?.runAsUser;
  return runAsUser === undefined ? {} : { securityContext: { runAsUser } };
}

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

/** Where Istio's agent answers probes that the injector has rewritten. */
const AGENT_PORTS: readonly unknown[] = [15020, 15021];

/** The same with the probes that the kubelet makes itself, past Istio's agent. */
export function withOwnProbes(container: any) {
  const own = PROBES.flatMap(kind => {
    const { httpGet, grpc } = container[kind] ?? {};
    const { port } = httpGet ?? grpc ?? {};
    return port === undefined || AGENT_PORTS.includes(port)
      ? []
      : [[kind, httpGet ? { httpGet: { port } } : { grpc: { port } }]];
  });
  return { ...slimContainer(container), ...Object.fromEntries(own) };
}
