/**
 * Wire types, permissions, annotations and client shared by Meshport's
 * frontend and backend.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './asOf';
export * from './nudge';
export * from './permissions';
export * from './revisions';
export * from './wire';
export * from './MeshClient';
export * from './MeshCertificatesClient';
export * from './MeshEgressClient';
export * from './MeshFleetClient';
export * from './MeshMachinesClient';
export * from './MeshPoliciesClient';
export * from './MeshReleasesClient';
export * from './MeshRemoteClustersClient';
export * from './MeshRequestsClient';
export * from './MeshScopeClient';
export * from './MeshTetrateClient';
export type { MeshClientOptions, MeshRequestOptions } from './MeshTransport';
