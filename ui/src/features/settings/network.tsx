import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { NetworkSettings, NetworkView, ProxyKind } from "@/ipc/generated";
import { useNetwork } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { Choice } from "./choice";
import { Patience } from "./patience";
import { Row, type SettingsRow } from "./rows";

const PROXIES = ["system", "direct", "own"] as const satisfies readonly ProxyKind[];

export function useNetworkRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const { data: view } = useNetwork();
  if (!view) return [];
  return [
    {
      id: "proxy",
      text: `${t("network.proxy.title")} ${t("network.proxy.text")}`,
      element: <ProxyRow view={view} />,
    },
    {
      id: "certificates",
      text: `${t("network.certificates.title")} ${t("network.certificates.text")}`,
      element: <CertificatesRow view={view} />,
    },
    {
      id: "patience",
      text: `${t("network.patience.title")} ${t("network.patience.text")}`,
      element: <PatienceRow view={view} />,
    },
  ];
}

type Change = (settings: NetworkSettings) => Partial<NetworkSettings>;

/** Saves a change; gives why that was refused, or null. One after the other, or each would take back what the last one changed. */
function useSaveNetwork(): (change: Change) => Promise<string | null> {
  const client = useQueryClient();
  const errorText = useErrorText();
  const { mutateAsync } = useMutation({
    scope: { id: "network" },
    // An address may hold a password: what was asked for is not kept.
    gcTime: 0,
    mutationFn: async (change: Change) => {
      const queryFn = () => invoke("network", {});
      const { settings } = await client.ensureQueryData({ queryKey: keys.network, queryFn });
      return invoke("save_network", { ...settings, ...change(settings) });
    },
    onSuccess: (view) => client.setQueryData(keys.network, view),
  });
  return async (change) => {
    try {
      await mutateAsync(change);
      return null;
    } catch (cause) {
      return errorText(cause);
    }
  };
}

function ProxyRow({ view }: { view: NetworkView }) {
  const { t } = useTranslation("settings");
  const save = useSaveNetwork();
  const [failure, setFailure] = useState<string | null>(null);
  // "Own" needs an address before it means anything.
  const [wantsOwn, setWantsOwn] = useState(false);
  const { settings } = view;
  const shown = wantsOwn ? "own" : settings.proxy;
  const choose = async (proxy: ProxyKind) => {
    setWantsOwn(proxy === "own" && settings.proxy_url === null);
    if (proxy !== "own" || settings.proxy_url !== null) setFailure(await save(() => ({ proxy })));
  };
  const saveAddress = async (url: string) => {
    const refused = await save(() => ({ proxy: url === "" ? "system" : "own", proxy_url: url || null }));
    setFailure(refused);
    if (refused === null) setWantsOwn(false);
  };
  return (
    <div>
      <Row title={t("network.proxy.title")} text={t("network.proxy.text")} titleId="setting-proxy">
        <Choice
          labelledBy="setting-proxy"
          value={shown}
          options={PROXIES.map((value) => ({ value, label: t(`network.proxy.${value}`) }))}
          onChange={(proxy) => void choose(proxy)}
        />
      </Row>
      {shown === "own" && (
        <Field
          label={t("network.proxy.address")}
          value={settings.proxy_url ?? ""}
          placeholder="http://proxy.example:3128"
          note={view.proxy_password ? t("network.proxy.password") : t("network.proxy.hint")}
          onSave={saveAddress}
        />
      )}
      <Problem text={failure ?? (settings.proxy === "own" ? view.problem : null)} />
    </div>
  );
}

function CertificatesRow({ view }: { view: NetworkView }) {
  const { t } = useTranslation("settings");
  const save = useSaveNetwork();
  const [failure, setFailure] = useState<string | null>(null);
  const { settings } = view;
  return (
    <div>
      <Row title={t("network.certificates.title")} text={t("network.certificates.text")} />
      <Field
        label={t("network.certificates.file")}
        value={settings.certificate_file ?? ""}
        placeholder="/etc/ssl/company-ca.pem"
        note={null}
        onSave={async (file) => setFailure(await save(() => ({ certificate_file: file || null })))}
      />
      <Problem text={failure ?? (settings.certificate_file === null ? null : view.problem)} />
    </div>
  );
}

function PatienceRow({ view }: { view: NetworkView }) {
  const { t } = useTranslation("settings");
  const save = useSaveNetwork();
  const [failure, setFailure] = useState<string | null>(null);
  const { settings } = view;
  return (
    <div>
      <Row title={t("network.patience.title")} text={t("network.patience.text")} />
      <Patience
        patience={settings.patience}
        onChange={async (change) =>
          setFailure(await save(({ patience }) => ({ patience: change(patience) })))
        }
      />
      <Problem text={failure} />
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string;
  placeholder: string;
  note: string | null;
  onSave: (text: string) => Promise<void>;
}

function Field({ label, value, placeholder, note, onSave }: FieldProps) {
  const { t } = useTranslation("settings");
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  return (
    <form
      className="flex flex-wrap items-start gap-2 px-4 pb-3"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(text.trim());
      }}
    >
      <div className="min-w-48 flex-1">
        <Input
          aria-label={label}
          value={text}
          placeholder={placeholder}
          onChange={(event) => setText(event.target.value)}
        />
        {note !== null && <p className="mt-1 text-[12.5px] text-text-2 leading-snug">{note}</p>}
      </div>
      <Button type="submit" variant="outline" disabled={text.trim() === value}>
        {t("network.save")}
      </Button>
    </form>
  );
}

function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p role="alert" className="px-4 pb-3 text-[13px] text-error">
      {text}
    </p>
  );
}
