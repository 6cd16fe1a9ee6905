// memory.js - what this browser remembers: our names and their secrets, and how far we have read. In private windows it may not.

export const memory = {
    get(key) { try { return JSON.parse(localStorage.getItem(`chat.${key}`)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`chat.${key}`, JSON.stringify(value)); } catch { /* then not */ } },
    get tab() { try { return sessionStorage.getItem('chat.name'); } catch { return null; } },
    set tab(name) { try { sessionStorage.setItem('chat.name', name); } catch { /* then not */ } },
};

/* The one that shows the server that a name is ours. */
export function secretOf(name) {
    const secrets = memory.get('secrets') ?? {}, key = name.toLowerCase();
    secrets[key] ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    memory.set('secrets', secrets);
    return secrets[key];
}
