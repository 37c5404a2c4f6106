// The TypeScript SDK, version 1: node ts_v1.mjs '{"command", "args", "env", "tool", "arguments"}'
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const { command, args, env, tool, arguments: given } = JSON.parse(process.argv[2]);
const transport = new StdioClientTransport({ command, args, env, stderr: "inherit" });
const client = new Client({ name: "ts-v1", version: "1" }, { capabilities: {} });
await client.connect(transport);
const { tools } = await client.listTools();
const result = await client.callTool({ name: tool, arguments: given });
const wrong = await client.callTool({ name: tool, arguments: { no_such: 1 } });
console.log(JSON.stringify({ tools: tools.map((each) => each.name), protocol: transport._protocolVersion, result, wrong }));
await client.close();
