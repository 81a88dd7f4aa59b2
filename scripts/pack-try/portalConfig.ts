/** What an adopter adds to the configuration; `app.packages: all` is there already. */
export function portalConfig(url: string, port: number, kubeconfig: string) {
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { port, host: '127.0.0.1' },
      cors: { origin: url },
      packages: {
        include: [
          '@meshport/backstage-plugin-mesh-backend',
          '@meshport/backstage-plugin-scaffolder-backend-module-mesh',
        ],
      },
    },
    mesh: {
      clusters: ['east', 'west'].map(name => ({
        name,
        kubeconfig: { file: kubeconfig, context: name },
        ...(name === 'west' ? { primary: 'east' } : {}),
      })),
    },
    catalog: {
      locations: [{ type: 'file', target: '../../ratings.yaml' }],
    },
  };
}
