// The model in a worker, or on the page where none may start. It asks the WebAssembly and hands on what it is answered; it computes nothing.
function engine(post) {
  let wasm, turn = 0;
  const ask = (request) => {
    const text = new TextEncoder().encode(JSON.stringify(request));
    const room = wasm.lab_room(text.length);
    new Uint8Array(wasm.memory.buffer, room, text.length).set(text);
    const length = wasm.lab_ask(), place = wasm.lab_answer();
    const end = new DataView(wasm.memory.buffer, place, length).getUint32(0, true);
    const json = JSON.parse(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, place + 4, end)));
    return { json, picture: new Uint8Array(wasm.memory.buffer, place + 4 + end, length - 4 - end).slice() };
  };
  // Whoever waits has its turn: a message to stop is heard between two days.
  const others = () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); resolve(); };
    channel.port2.postMessage(0);
  });
  const unpacked = async (text) => {
    const letters = atob(text.trim()), bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  };
  async function boot({ text, module }) {
    const compiled = module ?? await unpacked(text);
    wasm = (await WebAssembly.instantiate(compiled, {})).exports;
    post({ op: "ready", module: module ? null : compiled, info: ask({ op: "info" }).json });
  }
  async function run({ run, code, untreated, base }) {
    const mine = ++turn;
    const { json: told, picture: first } = ask({ op: "begin", code, untreated, base });
    post({ op: "begun", run, told });
    if (told.error || told.errors) return;
    // Day 0 is there at once where its state is kept.
    if (told.here.reached === "day") post({ op: "day", run, day: told.here, picture: first }, [first.buffer]);
    for (;;) {
      const { json, picture } = ask({ op: "day" });
      if (json.error) return post({ op: "failed", run, said: json.error });
      if (json.reached === "end") return post({ op: "end", run, end: ask({ op: "end" }).json, table: untreated ? ask({ op: "table" }).json.text : null });
      post({ op: "day", run, day: json, picture }, [picture.buffer]);
      await others();
      if (mine !== turn) return post({ op: "cancelled", run });
    }
  }
  return async (message) => {
    try {
      if (message.op === "boot") await boot(message);
      else if (message.op === "run") await run(message);
      else if (message.op === "cancel") turn++;
      else if (message.op === "ask") post({ op: "answer", id: message.id, json: ask(message.request).json });
    } catch (reason) {
      post({ op: reason instanceof WebAssembly.RuntimeError ? "trap" : "failed", run: message.run, id: message.id, said: { en: String(reason), ja: String(reason) } });
    }
  };
}
