// The TypeScript client, version 2: node ts_v2.mjs '{"command", "args", "env", "tool", "arguments", "mode"}'
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const { command, args, env, tool, arguments: given, mode } = JSON.parse(process.argv[2]);
const transport = new StdioClientTransport({ command, args, env, stderr: "inherit" });
const client = new Client({ name: "ts-v2", version: "1" }, { capabilities: {}, versionNegotiation: { mode } });
await client.connect(transport);
const { tools } = await client.listTools();
const result = await client.callTool({ name: tool, arguments: given });
const wrong = await client.callTool({ name: tool, arguments: { no_such: 1 } });
const protocol = client.getNegotiatedProtocolVersion();
console.log(JSON.stringify({ tools: tools.map((each) => each.name), protocol, result, wrong }));
await client.close();
