import { InboxOutlined } from "@ant-design/icons";
import { Empty } from "antd";
import type { ReactNode } from "react";

/** An empty page says what is missing, why it matters, and holds the button that fills it. */
export function Guide(props: { title: string; hint: string; action?: ReactNode }) {
  return (
    <div style={{ display: "grid", placeItems: "center", padding: "48px 16px", flex: 1 }}>
      <Empty
        image={<InboxOutlined style={{ fontSize: 44, color: "#9db4bb" }} />}
        styles={{ image: { height: 52 } }}
        description={
          <div style={{ maxWidth: 460 }}>
            <div style={{ fontWeight: 600, marginBottom: 4 }}>{props.title}</div>
            <div className="soft">{props.hint}</div>
          </div>
        }
      >
        {props.action}
      </Empty>
    </div>
  );
}
