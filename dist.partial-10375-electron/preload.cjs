let electron = require("electron");
// electron/bridge.ts
var LONGEST = 1024;
var nothing = (value) => value === void 0;
var flag = (value) => typeof value === "boolean";
var text = (value) => typeof value === "string" && value.length <= LONGEST;
var recovery = (value) => typeof value === "object" && value !== null && text(value.recoveryKey) && text(value.newPassphrase) && Object.keys(value).length === 2;
function call(from, check) {
	return {
		from,
		check
	};
}
var CALLS = {
	/** What the local page shows now. */
	view: call(["local"], nothing),
	/** Opens an existing database, or protects a new one. */
	passphrase: call(["local"], text),
	recover: call(["local"], recovery),
	/** Tries the system's keychain once more. */
	retryKeychain: call(["local"], nothing),
	/** Goes on without what is waited for or asked for now. */
	otherWay: call(["local"], nothing),
	restart: call(["local"], nothing),
	dismissBanner: call(["local"], nothing),
	info: call(["ui"], nothing),
	setStartAtLogin: call(["ui"], flag),
	/** Signs the window in again with a new one-time link, after its session ended. */
	signIn: call(["ui"], nothing)
};
/** Sent to the local page whenever what it shows changes. */
var VIEW_EVENT = "gatehouse:view";
var channelOf = (name) => `gatehouse:call:${name}`;
// electron/preload.ts
var calls = Object.fromEntries(Object.keys(CALLS).map((name) => [name, (input) => electron.ipcRenderer.invoke(channelOf(name), input)]));
var onView = (listener) => {
	electron.ipcRenderer.on(VIEW_EVENT, (_event, view) => listener(view));
};
electron.contextBridge.exposeInMainWorld("gatehouse", {
	...calls,
	onView
});
