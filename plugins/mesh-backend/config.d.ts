import { HumanDuration } from '@backstage/types';

export interface Config {
  /**
   * Meshport: Istio meshes in Backstage. Nothing here is for the frontend: what
   * tells no visibility is for the backend only, and what is secret says so.
   */
  mesh?: {
    /**
     * The clusters to read. Each is reached by exactly one of `kubeconfig`,
     * `server` and `inCluster`. Without this field the kubernetes plugin's
     * `clusterLocatorMethods` of type `config` are read. Further ones may come
     * from modules. Changes are taken over while the backend runs.
     */
    clusters?: Array<{
      /** Unique name, a DNS-1123 label such as `east`. Entities name it in `backstage.io/kubernetes-cluster`. */
      name: string;
      /** How people call it. */
      title?: string;
      /** How to reach it: by a kubeconfig. Its tokens, client certificates and exec plugins work. */
      kubeconfig?: {
        /** Path of a kubeconfig file; a relative one starts at the backend's working directory. It is read again when it changes. */
        file: string;
        /** The context to use; default: the file's current context. */
        context?: string;
      };
      /** How to reach it: the `https` URL of its API server. Needs a CA and one of `token`, `tokenFile`, `clientCertificate` and `authStrategy`. */
      server?: string;
      /** Base64 of the PEM of the CA that signed the server's certificate. */
      caData?: string;
      /** Path of the CA's PEM file, instead of `caData`; it is read again when it changes. */
      caFile?: string;
      /** When true, the server's certificate is not checked, and a warning says so at the start. Only for trying things out, and only without a CA. */
      skipTLSVerify?: boolean;
      /**
       * A bearer token, e.g. of a ServiceAccount.
       * @visibility secret
       */
      token?: string;
      /** Path of a file with a bearer token; it is read again when it changes. */
      tokenFile?: string;
      /** A client certificate: each half as a file or as data. */
      clientCertificate?: {
        /** Path of the certificate's PEM file; it is read again when it changes. */
        certFile?: string;
        /** Base64 of the certificate's PEM. */
        certData?: string;
        /** Path of the key's PEM file; it is read again when it changes. */
        keyFile?: string;
        /**
         * Base64 of the key's PEM.
         * @visibility secret
         */
        keyData?: string;
      };
      /** Name of a strategy that a module adds, instead of `token`; see `@meshport/backstage-plugin-mesh-backend-module-kubernetes-auth`. */
      authStrategy?: string;
      /**
       * What the strategy is told, e.g. `kubernetes.io/x-k8s-aws-id`.
       * @deepVisibility secret
       */
      authMetadata?: { [key: string]: string };
      /** How to reach it: when true, it is the cluster that the backend runs in, as the pod's service account. */
      inCluster?: boolean;
      /** Istio's own ID of the cluster (`global.multiCluster.clusterName`); default: what Istio says in the cluster, else the name. */
      istioClusterId?: string;
      /** The namespace of istiod; default `istio-system`. */
      controlPlaneNamespace?: string;
      /** Istio's network of the cluster. */
      network?: string;
      /** The audience that istiod takes in the tokens of virtual machines (its `TOKEN_AUDIENCES`), never empty; default `istio-ca`. */
      tokenAudience?: string;
      /** For a remote cluster: the name of the primary whose istiod serves it. */
      primary?: string;
      /** When true, nothing is ever written to this cluster. */
      readOnly?: boolean;
      /** How primaries reach it, when it is joined as a remote cluster. Nobody who asks for a join can say so. */
      remote?: {
        /** The `https` URL of its API server, as the primaries reach it; default: the one that Meshport reaches it at. Loopback, link-local and metadata addresses are refused. */
        server?: string;
        /** The name in the API server's certificate, where it is not that of `server`. */
        tlsServerName?: string;
        /** The proxy that istiod takes to it, without user and password. */
        proxyUrl?: string;
        /** When true, `server` may be a loopback address. Only for trying things out on one machine. */
        development?: boolean;
      };
    }>;
    /**
     * Resources of type `kubernetes-cluster` in the catalog. Their title, owner
     * and links are shown with the cluster of the same name.
     */
    catalogClusters?: {
      /**
       * API servers that such a resource may lead to when no other source names
       * its cluster: `host` (port 443), `host:port` or `*.suffix`, which stands
       * for one label. Without it none is connected to. Such a cluster is only
       * read; its resource needs a CA and a strategy whose credentials are good
       * for that cluster alone.
       */
      allowedHosts?: string[];
    };
    /** How often modules that supply clusters and the catalog are asked, in seconds, from 1 to 86400; default 60. */
    clusterRefreshSeconds?: number;
    /**
     * Who owns which namespace. It goes before the label or annotation
     * `meshport.dev/owner` on the Namespace object.
     */
    namespaceOwners?: Array<{
      /** Name of one cluster; default: all clusters. */
      cluster?: string;
      namespace: string;
      /** Entity reference of the owning group, e.g. `group:default/team-a`; a bare name is a group in `default`. */
      owner: string;
    }>;
    /** Limits of what may be applied to clusters. */
    apply?: {
      /**
       * Kinds that `mesh:manifests:apply` accepts, as `group/Kind`, e.g.
       * `networking.istio.io/VirtualService`. It replaces the default list.
       */
      kinds?: string[];
    };
    /** Which namespaces istiod watches. */
    discoveryScope?: {
      /**
       * Labels of namespaces that may be asked for (requests of kind
       * `discovery-labels`), beside those that the mesh's discoverySelectors
       * look at; default: `istio-discovery`. None that decides something else,
       * such as `istio-injection`.
       */
      labelKeys?: string[];
    };
    /** Egress gateways: what may be asked for, and what no cluster tells of itself. */
    egress?: {
      /** Patterns that may be chosen: `injected`, `helm`, `gateway-api`, `waypoint`, `sidecar-direct`; default: all. */
      patterns?: string[];
      /** Image with `curl` and a shell for tests of traffic and for readiness that follows an upstream; default: curlimages/curl in a fixed version. */
      testImage?: string;
      /** What may be an upstream although a rule refuses it. */
      allow?: {
        /** Hosts such as `api.corp.internal`, or `*.corp.internal` for all below. */
        hosts?: string[];
        /** Blocks such as `10.20.0.0/16`, of which addresses may be upstreams'. */
        addresses?: string[];
      };
      /** Which group alone may ask for which hosts; the first that fits counts. */
      hostOwners?: Array<{
        /** A host, or `*.example.org` for all below. */
        host: string;
        /** Entity reference or name of a group. */
        owner: string;
      }>;
      /** What is true of single clusters, or of all. */
      clusters?: Array<{
        /** Name of one cluster; default: all that no other entry names. */
        name?: string;
        /** The cluster's domain, where it is not `cluster.local`. */
        clusterDomain?: string;
        /** Blocks that are no upstream's, and that a NetworkPolicy leaves open. */
        networkRanges?: {
          pods?: string[];
          services?: string[];
          nodes?: string[];
        };
        /** Further blocks that a NetworkPolicy leaves open. */
        openRanges?: {
          apiServer?: string[];
          /** Default 169.254.20.10/32. */
          nodeLocalDns?: string[];
          virtualMachines?: string[];
          remotes?: string[];
        };
        /** What enforces NetworkPolicies, e.g. `calico`; false when nothing does; default: what its pods show. */
        networkPolicyEnforcer?: string | false;
      }>;
    };
    /** Remote clusters that primaries read. */
    remoteClusters?: {
      /** Tokens that end and are renewed. */
      tokens?: {
        /** How long one is asked to live; default `{ hours: 24 }`. An API server may give less. */
        life?: HumanDuration | string;
        /** How often renewing is tried, from half of a token's life on; default `{ hours: 1 }`. A token has to outlive four tries. */
        renewEvery?: HumanDuration | string;
        /** When false tokens are renewed by request only, and an alarm says when; default true. */
        scheduled?: boolean;
        /** Entity references of who is told, beside the owners of both namespaces, of a token that runs out. */
        alarmRecipients?: string[];
      };
      /** Defects of istiod that a changed remote secret meets. It takes the place of the list that Meshport has; tokens are renewed without a person only where every istiod has every fix. */
      istioFixes?: Array<{
        /** Link to the issue. */
        issue: string;
        /** What happens without the fix, in words. */
        defect: string;
        /** The first version of each minor version that has the fix, e.g. `1.30.5`. */
        fixedIn: string[];
      }>;
      /** Where External Secrets Operator takes remote secrets from. Without it remote secrets do not go to Git. */
      externalSecret?: {
        /** Name of the store. */
        storeName: string;
        /** Kind of the store; default `ClusterSecretStore`. */
        storeKind?: string;
        /** What stands before Istio's ID of the remote in the key. */
        keyPrefix?: string;
      };
    };
    /** Certificate authorities that may issue intermediates for control planes. Who asks can name these and nothing else. */
    certificateAuthorities?: Array<{
      /** Unique name, a DNS-1123 label such as `corp`. */
      name: string;
      /** How people call it. */
      title?: string;
      /** Who signs: `local`, `reference`, or one that a module adds, such as `aws-pca` and `gcp-cas`. */
      provider: string;
      /** Names of the clusters that it may serve. */
      clusters: string[];
      /** Kinds of key that may be asked for: `P-256`, `P-384`, `RSA-2048`, `RSA-4096`; default: all. The first of them in this order is taken where none is asked for. */
      keys?: string[];
      /** How long an intermediate lives, in whole days. */
      validity?: {
        /** Where nothing else is asked for; default `{ days: 90 }`. */
        default?: HumanDuration | string;
        /** Default `{ days: 365 }`. */
        max?: HumanDuration | string;
        /** Default `{ days: 1 }`. */
        min?: HumanDuration | string;
      };
      pathLength?: {
        /** Authorities that may stand below an intermediate, from 0 to 3; default 0, which is what Istio needs. */
        max?: number;
      };
      /** Revocation lists, which istiod hands to proxies. Envoy refuses every connection once a list has ended. */
      revocationLists?: {
        /** Default false. */
        enabled?: boolean;
        /** How long lists take from Secret `cacerts` to every proxy; default 3 minutes. A renewal waits so long before the new intermediate signs. */
        spread?: HumanDuration;
      };
      /** Renewals that have to be approved. */
      renewal?: {
        /** Entity references of who is told, beside the owners of the control plane, of one that nobody approves. */
        escalateTo?: string[];
      };
      /** For `provider: local`: an authority whose key lies in files of the backend. */
      local?: {
        /** Path of its certificate in PEM. */
        certificateFile?: string;
        /** Path of its private key in PEM, unencrypted. */
        keyFile?: string;
        /** Path of the certificates above it, up to the root, in PEM. */
        chainFile?: string;
        /** When true a root is made for trying things out. Unfit for production. */
        development?: boolean;
        /** Folder in which a root for trying things out is kept; default: it lives as long as the process. */
        directory?: string;
      };
      /** For `provider: reference`: a bundle of your own, read where it lies. Either of the two. */
      reference?: {
        /** Paths of PEM files. */
        files?: {
          certificate: string;
          /** The private key, unencrypted. */
          key: string;
          /** The intermediate and its issuers. */
          chain: string;
          root: string;
        };
        /** A Secret with `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem` and `root-cert.pem`, or `tls.crt`, `tls.key` and `ca.crt`. */
        secret?: {
          /** Name of the cluster that it is in. */
          cluster: string;
          namespace: string;
          name: string;
        };
      };
    }>;
    /** Whom the portal tells of certificate authorities that end. */
    certificateAuthorityAlerts?: {
      /** Days before the end at which it tells, each once; default `[30, 14, 7]`. */
      days?: number[];
      /** Entity references of who is told beside the owners of the control plane. */
      recipients?: string[];
    };
    /** Guided changes of roots. */
    rootChanges?: {
      /** When false istiod is never restarted, and a request says what to run; default true. */
      restartIstiod?: boolean;
      /** How long workload certificates live that cannot be looked at (machines, other tools); default: what istiod tells. */
      workloadCertificateLife?: HumanDuration | string;
    };
    /** Findings: what is wrong in the clusters. */
    findings?: {
      /** Findings that are not to be seen for a while. */
      suppressions?: Array<{
        /** A code such as `IST0102`, or `*`. */
        code: string;
        /** `Kind namespace/name`, or `Kind name`; `*` stands for any characters; default: every object. */
        resource?: string;
        /** A cluster's name; default: every cluster. */
        cluster?: string;
        /** Why they are not to be seen. */
        reason: string;
        /** The last day, in UTC, e.g. `2026-12-31`; after it they are seen again. */
        until: string;
      }>;
      /** How long findings are kept after they are gone, at least a day; default `{ days: 30 }`. */
      retention?: HumanDuration | string;
    };
    /**
     * What is known of releases, over the calendar that Meshport brings: first
     * `manifest`, then `minors`, field by field. Put versions in quotes: the
     * number 1.30 is 1.3.
     */
    releases?: {
      /** When false, only what is given here counts; default true. */
      builtIn?: boolean;
      /** Minor versions of Istio. */
      minors?: Array<{
        /** E.g. `"1.31"`. */
        minor: string;
        /** A day such as `2026-08-31`. */
        released?: string;
        /** The last day of support. */
        endOfLife?: string;
        /** Whether that day is only expected; default false. */
        endOfLifeExpected?: boolean;
        /** The newest patch, e.g. `1.31.1`. */
        newestPatch?: string;
        /** Patches that mend announced security problems. */
        securityPatches?: string[];
        /** Minor versions of Kubernetes that are supported, e.g. `["1.33", "1.34"]`. */
        kubernetes?: string[];
        /** Those that are tested, and not supported. */
        testedKubernetes?: string[];
      }>;
      /** A manifest in the shape of GetMesh's `manifest.json`; `$include` reads it from a file. */
      manifest?: {
        /** The last day of support by minor version. */
        istio_minor_versions_eol_dates?: { [minor: string]: string };
        istio_distributions: Array<{
          /** E.g. `1.30.3`. */
          version: string;
          flavor: 'istio' | 'tetrate' | 'tetratefips';
          /** The distribution's own number; default 0. */
          flavor_version?: number;
          k8s_versions?: string[];
          release_notes?: string[];
          is_security_patch?: boolean;
          /** Instead of its minor's day. */
          end_of_life?: string;
        }>;
      };
    };
    /** Distributions that have to run somewhere; what runs another is said to have drifted. */
    flavours?: Array<{
      /** What it is called in sentences, e.g. `PCI`. */
      name: string;
      /** One or several of `istio`, `tetrate` and `tetrate-fips`; any of them will do. */
      require: string | string[];
      /** Names of clusters, or `*`; without it all clusters. */
      clusters?: string[];
      /** Labels that namespaces must all bear; without it whole clusters are meant. Give this, `clusters` or both. */
      namespaceLabels?: { [label: string]: string };
    }>;
    /** Tetrate's onboarding of machines. */
    tetrate?: {
      /**
       * SHA-256 that packages of an onboarding plane's repository must have.
       * Without an entry a package is compared with what the repository itself
       * says, which shows only that it came whole.
       */
      packages?: Array<{
        /** `onboarding-agent` or `istio-sidecar`. */
        name: 'onboarding-agent' | 'istio-sidecar';
        format: 'deb' | 'rpm';
        architecture: 'amd64' | 'arm64';
        /** Revision of the sidecar; default: the package without one. */
        revision?: string;
        /** Its 64 hexadecimal digits. */
        sha256: string;
      }>;
    };
    /** Virtual machines that join: how they get what they join with. */
    virtualMachines?: {
      /** Where machines reach the portal, e.g. `https://portal.example.com`; default: `backend.baseUrl`. */
      portalUrl?: string;
      /** Path, on the machines, of the PEM file of the CA that signed the portal's certificate; default: what the machines trust. */
      caFile?: string;
      /** When true, machines may reach the portal without TLS, where whoever listens reads codes and tokens. Only for trying things out. */
      allowHttp?: boolean;
      /** Codes that a person types in. */
      codes?: {
        /** How long a code lives unless it is told, in minutes; default 15. */
        minutes?: number;
        /** How long one may live at most, in minutes, up to 1440; default 60. */
        mostMinutes?: number;
      };
      /** Codes for cloud-init and Ansible, which lie in a file until they end. */
      standingCodes?: {
        /** Default false. */
        enabled?: boolean;
        /** How long one may live at most, in minutes, up to 43200 (30 days); default 1440. */
        mostMinutes?: number;
        /** How many machines one may enrol at most, up to 10000; default 20. */
        mostUses?: number;
      };
      /** How often redeeming may fail within five minutes before it is refused for a while. */
      tries?: {
        /** For calls from one address; default 20. */
        perSource?: number;
        /** With one code; default 10. */
        perCode?: number;
      };
      /** Packages of Istio's sidecar, each pinned: without one for the machine's version, format and architecture no code is redeemed. */
      packages?: Array<{
        /** Istio's version, e.g. `1.28.1`. */
        version: string;
        format: 'deb' | 'rpm';
        arch: 'amd64' | 'arm64';
        /** Where machines load it from, e.g. `https://blob.istio.io/istio-release/releases/1.28.1/deb/istio-sidecar.deb`. */
        url: string;
        /** SHA-256 of the file, in hexadecimal; from where it was checked, not from the same host. */
        sha256: string;
      }>;
      /** How long certificates of machines live, in hours; default 24, as Istio's. A machine that was away for longer needs a new code. */
      certificateHours?: number;
    };
    /** Requests: what needs a second pair of eyes, and whose. */
    requests?: {
      /**
       * For each place that a request touches the first policy that fits
       * decides; what they demand for all places adds up. With no policy nobody
       * can approve.
       */
      policies?: Array<{
        /** Unique; people read it. */
        name: string;
        /** Kinds of request, e.g. `egress-gateway`, `manifests`; default: all. */
        kinds?: string[];
        /** Names of clusters; default: all. */
        clusters?: string[];
        /** Names of namespaces; default: all, and things of whole clusters. */
        namespaces?: string[];
        /** Groups of the requester, e.g. `group:default/team-a`; default: all. */
        requesterGroups?: string[];
        /** Whether somebody else has to approve. */
        approval: 'required' | 'notNeeded';
        /** Groups whose members may approve, e.g. `group:default/platform`; at least one when approval is required. */
        approverGroups?: string[];
        /** When true, an approval is needed too where a pull request is the review; default false. */
        approvalForGit?: boolean;
        /** When true, the owner of the catalog entity that it is for has to agree; default false. */
        beneficiaryOwnerAgrees?: boolean;
        /** How it may reach the cluster; default: both. */
        delivery?: Array<'apply' | 'git'>;
        /** After what time it expires unless it is written by then, e.g. `{ days: 14 }` or `P14D`; default 30 days. */
        expiresAfter?: HumanDuration | string;
      }>;
      /** How long requests are kept after their end, e.g. `{ days: 365 }`; default: for ever. */
      retention?: HumanDuration | string;
      /** When false nobody is notified; default true. */
      notifications?: boolean;
    };
    /**
     * Allows writes to clusters when `permission.enabled` is false, that is
     * when everybody may do everything. Only for trying things out.
     */
    dangerouslyAllowWritesWithoutPermissions?: boolean;
  };
}
