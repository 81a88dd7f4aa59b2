import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** One of the people that a visitor of the demo can be. */
export interface Persona {
  id: string;
  /** Name of the person, e.g. `Dana Ray`. */
  name: string;
  /** Entity ref of the catalog user whose groups decide what is allowed. */
  user: string;
}

/** Reads `app.demo.personas`. */
export function readPersonas(config: Config): Persona[] {
  return config.getConfigArray('app.demo.personas').map(persona => ({
    id: persona.getString('id'),
    name: persona.getString('name'),
    user: persona.getString('user'),
  }));
}

/**
 * The persona that is asked for.
 *
 * Throws `InputError` that names the personas there are.
 */
export function findPersona(
  personas: Persona[],
  id: string | undefined,
): Persona {
  const persona = personas.find(candidate => candidate.id === id);
  if (!persona) {
    const ids = personas.map(candidate => candidate.id).join(', ');
    throw new InputError(
      `The header X-Meshport-Persona must name one of: ${ids}`,
    );
  }
  return persona;
}
