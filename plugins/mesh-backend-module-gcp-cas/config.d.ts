export interface Config {
  mesh?: {
    certificateAuthorities?: Array<{
      /**
       * An authority of Google's Certificate Authority Service; for
       * `provider: gcp-cas`.
       */
      gcp?: {
        /**
         * Name of its pool:
         * `projects/PROJECT/locations/LOCATION/caPools/POOL`.
         */
        pool: string;
        /**
         * ID of the authority in the pool that issues. A pool would choose among
         * its authorities, which may have other roots.
         */
        authority: string;
        /**
         * Name of a certificate template:
         * `projects/PROJECT/locations/LOCATION/certificateTemplates/TEMPLATE`.
         */
        template?: string;
        /**
         * Address of the service, e.g. of Private Service Connect; by default
         * `https://privateca.googleapis.com`.
         */
        endpoint?: string;
        /**
         * File with a credential configuration, e.g. of workload identity
         * federation; by default the credentials of the environment.
         */
        credentialsFile?: string;
      };
    }>;
  };
}
