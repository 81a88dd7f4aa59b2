import { useCallback, useMemo, useState } from 'react';
import { ProxiedSignInPage, SignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { PersonaChoice } from './PersonaChoice';
import {
  Persona,
  forgetOnSignOut,
  readPersonas,
  recallPersona,
  rememberPersona,
} from './personas';

/** Asks who to be, once; without personas it is the usual sign-in as guest. */
export function PersonaSignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const personas = useMemo(() => readPersonas(config), [config]);
  return personas.length > 0 ? (
    <PersonaSignIn {...props} personas={personas} />
  ) : (
    <SignInPage {...props} providers={['guest']} />
  );
}

function PersonaSignIn(props: SignInPageProps & { personas: Persona[] }) {
  const { personas, onSignInSuccess } = props;
  const [{ persona, attempt }, setChoice] = useState(() => ({
    persona: recallPersona(personas),
    attempt: 0,
  }));
  const choose = useCallback((wanted: Persona) => {
    rememberPersona(wanted);
    setChoice(last => ({ persona: wanted, attempt: last.attempt + 1 }));
  }, []);
  const ChooseAgain = useMemo(
    () =>
      ({ error }: { error?: Error }) =>
        <PersonaChoice personas={personas} error={error} onChoose={choose} />,
    [personas, choose],
  );

  return persona ? (
    <ProxiedSignInPage
      key={attempt}
      provider="demo"
      headers={{ 'X-Meshport-Persona': persona.id }}
      onSignInSuccess={identity => onSignInSuccess(forgetOnSignOut(identity))}
      ErrorComponent={ChooseAgain}
    />
  ) : (
    <PersonaChoice personas={personas} onChoose={choose} />
  );
}
