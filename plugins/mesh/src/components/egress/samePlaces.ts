import { EntityEgress } from '@meshport/backstage-plugin-mesh-common';

/** Places of one namespace name in which the same may be called in the same ways. */
export interface SharedPlaces {
  place: EntityEgress;
  /** Names of the clusters, in the order of the answer. */
  clusters: string[];
}

/** Joins what is the same in several clusters, so that it is told once. */
export function joinSamePlaces(places: EntityEgress[]): SharedPlaces[] {
  const found = new Map<string, SharedPlaces>();
  places.forEach(place => {
    const key = JSON.stringify({
      namespace: place.namespace,
      undeclared: place.undeclared,
      ways: place.ways.map(({ decidedBy: _, ...way }) => way),
    });
    const known = found.get(key);
    if (known) {
      known.clusters.push(place.cluster);
    } else {
      found.set(key, { place, clusters: [place.cluster] });
    }
  });
  return [...found.values()];
}
