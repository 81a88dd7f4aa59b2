import { ConfigApi, IdentityApi } from '@backstage/frontend-plugin-api';

/** Somebody that a visitor of the demo can be. */
export interface Persona {
  id: string;
  name: string;
  /** e.g. `Platform engineer` */
  title: string;
  /** What this person does and may see, in a sentence. */
  description: string;
}

const STORAGE_KEY = 'meshport.demo.persona';

/** The personas of `app.demo.personas`; none outside the demo. */
export function readPersonas(config: ConfigApi): Persona[] {
  return (config.getOptionalConfigArray('app.demo.personas') ?? []).map(
    persona => ({
      id: persona.getString('id'),
      name: persona.getString('name'),
      title: persona.getString('title'),
      description: persona.getString('description'),
    }),
  );
}

/** Who the visitor chose to be the last time, if that person still exists. */
export function recallPersona(personas: Persona[]): Persona | undefined {
  const id = localStorage.getItem(STORAGE_KEY);
  return personas.find(persona => persona.id === id);
}

/** Keeps the choice for the next visit. */
export function rememberPersona(persona: Persona) {
  localStorage.setItem(STORAGE_KEY, persona.id);
}

/** Asks again at the next visit. */
export function forgetPersona() {
  localStorage.removeItem(STORAGE_KEY);
}

/** The same identity, whose sign-out leads back to the choice. */
export function forgetOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    async signOut() {
      forgetPersona();
      await identity.signOut();
    },
  };
}
