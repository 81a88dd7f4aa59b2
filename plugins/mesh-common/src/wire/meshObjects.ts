/** An object of the mesh as it is in a cluster. */
export interface MeshObject {
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
  manifest: {
    /** YAML. Values of headers that carry credentials are covered. */
    text: string;
    /** Lines of the field in question; they count from 1. */
    lines: number[];
    /** False when only the fields that Meshport keeps are shown. */
    whole: boolean;
  };
  /** The tool that applies the object out of Git, e.g. `Argo CD`, and what it calls it. */
  keptBy?: { tool: string; name: string };
  /** Who owns the namespace, e.g. `group:default/team-shop`. */
  owner?: string;
}

/** Which object `GET /objects` answers with. */
export interface MeshObjectQuery {
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
  /** JSON pointer of the field in question. */
  field?: string;
}
