import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useLocation, useNavigate } from "react-router";
import { http } from "../../api/http";
import { keys, useWrite } from "../../api/queries";
import type { Session } from "../../api/types";
import { setLanguage } from "../../i18n";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

export function SignIn() {
  const { t, zh } = useWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const from = (useLocation().state as { from?: string } | null)?.from ?? "/projects";
  const signIn = useWrite((input: { login: string; password: string }) => http.post<Session>("/session", input));
  return (
    <main className="signin">
      <div className="signin-box">
        <div className="row" style={{ marginBottom: 4 }}>
          <img src="/icon.svg" width={32} height={32} alt="" />
          <h1 style={{ fontSize: 19, margin: 0 }}>{t("common.product")}</h1>
        </div>
        <p className="soft" style={{ marginTop: 0 }}>
          {t("session.lead")}
        </p>
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(input: { login: string; password: string }) =>
            signIn.mutate(input, {
              onSuccess: (session) => {
                client.clear();
                client.setQueryData(keys.session, session);
                void navigate(session.must_change ? "/password" : from, { replace: true });
              },
            })
          }
        >
          <Form.Item
            name="login"
            label={t("session.login")}
            rules={[{ required: true, message: t("session.needLogin") }]}
          >
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("session.password")}
            rules={[{ required: true, message: t("session.needPassword") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {signIn.error && (
            <Form.Item>
              <Trouble problem={signIn.error} />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            {t("session.in")}
          </Button>
        </Form>
        <Button type="link" style={{ padding: 0, marginTop: 12 }} onClick={() => setLanguage(zh ? "en" : "zh-CN")}>
          {zh ? "English" : "中文"}
        </Button>
      </div>
    </main>
  );
}
