import {
  ProxiedSignInPage,
  SignInPage as Guest,
} from '@backstage/core-components';
import { SignInPageProps } from '@backstage/core-plugin-api';

/** Where the demo's own app keeps who the visitor is. */
const STORAGE_KEY = 'meshport.demo.persona';

/** Whoever was chosen in the demo's own app; elsewhere a guest. */
export function SignInPage(props: SignInPageProps) {
  const persona = localStorage.getItem(STORAGE_KEY);
  return persona ? (
    <ProxiedSignInPage
      {...props}
      provider="demo"
      headers={{ 'X-Meshport-Persona': persona }}
    />
  ) : (
    <Guest {...props} providers={['guest']} />
  );
}
