// emoji.js - a popover with emoji for a field of text. The browser opens it, closes it and gives the focus back (popovertarget); the arrow keys move in it.

const EMOJI = ['😀 😄 😂 🥲 😊 😉 😍 😘', '😎 🤔 😮 😢 😭 😡 😴 🥳', '👍 👎 👏 🙏 💪 👋 🤝 ✌️', '❤️ 💔 🔥 ✨ 🎉 🎂 ☕ 🍕', '☀️ 🌧️ 🌈 🚀 🚲 🏔️ ✅ ❌'].map((row) => row.split(' '));

export function offerEmoji(box, text) {
    const buttons = EMOJI.flat().map((emoji) => Object.assign(document.createElement('button'), { type: 'button', tabIndex: -1, textContent: emoji }));
    Object.assign(buttons[0], { tabIndex: 0, autofocus: true });
    box.append(...buttons);

    box.addEventListener('beforetoggle', () => { // above the text, however high that is
        const { top } = text.form.getBoundingClientRect(), { right } = text.form.lastElementChild.getBoundingClientRect();
        box.style.inset = `auto ${innerWidth - right}px ${innerHeight - top}px auto`;
    });
    box.addEventListener('click', ({ target }) => {
        if (target === box) return;
        box.hidePopover();
        text.setRangeText(target.textContent, text.selectionStart, text.selectionEnd, 'end');
        text.focus();
        text.dispatchEvent(new Event('input'));
    });
    box.addEventListener('keydown', (event) => {
        const at = buttons.indexOf(document.activeElement), row = EMOJI[0].length;
        const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - row, ArrowDown: at + row, Home: 0, End: buttons.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        if (!buttons[to]) return;
        buttons.forEach((button, i) => { button.tabIndex = i === to ? 0 : -1; });
        buttons[to].focus();
    });
}
