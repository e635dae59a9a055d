import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { Navigate, useNavigate } from "react-router";
import { http } from "../../api/http";
import { keys, useSession, useWrite } from "../../api/queries";
import type { Session } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { lacking } from "./passwordRules";

type Input3 = { old: string; new: string; again: string };

export function ChangePassword() {
  const { t } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const change = useWrite((input: Input3) =>
    http.post<Session | undefined>("/session/password", { old: input.old, new: input.new }),
  );
  if (session.data === null) return <Navigate to="/login" replace />;
  return (
    <main className="signin">
      <div className="signin-box">
        <h1 style={{ fontSize: 18, marginTop: 0 }}>{t("session.change")}</h1>
        {session.data?.must_change && (
          <Alert type="info" showIcon title={t("session.mustChange")} style={{ marginBottom: 12 }} />
        )}
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(input: Input3) =>
            change.mutate(input, {
              onSuccess: (next) => {
                if (next?.user) client.setQueryData(keys.session, next);
                else void client.invalidateQueries({ queryKey: keys.session });
                message.success(t("session.changed"));
                void navigate("/projects", { replace: true });
              },
            })
          }
        >
          <Form.Item
            name="old"
            label={t("session.old")}
            rules={[{ required: true, message: t("session.needPassword") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="new"
            label={t("session.new")}
            extra={t("session.rule")}
            rules={[
              {
                validator: (_, value: string) => {
                  const missing = lacking(value ?? "");
                  return missing.length
                    ? Promise.reject(
                        new Error(
                          t("session.lacks", { what: missing.map((part) => t(`session.lack.${part}`)).join("、") }),
                        ),
                      )
                    : Promise.resolve();
                },
              },
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t("session.again")}
            dependencies={["new"]}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  value === getFieldValue("new") ? Promise.resolve() : Promise.reject(new Error(t("session.differ"))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          {change.error && (
            <Form.Item>
              <Trouble problem={change.error} />
            </Form.Item>
          )}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {t("session.save")}
            </Button>
            {session.data && !session.data.must_change && (
              <Button onClick={() => void navigate(-1)}>{t("common.cancel")}</Button>
            )}
          </div>
        </Form>
      </div>
    </main>
  );
}
