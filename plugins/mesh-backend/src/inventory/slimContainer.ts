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
