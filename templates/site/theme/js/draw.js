// Draws again what a page proves, in the reader's browser alone: MD5 and RFC 3797, no network.
"use strict";

const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

function md5(bytes) {
  const size = ((bytes.length + 72) >> 6) << 6;
  const block = new DataView(new ArrayBuffer(size));
  bytes.forEach((byte, i) => block.setUint8(i, byte));
  block.setUint8(bytes.length, 0x80);
  block.setUint32(size - 8, bytes.length * 8, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < size; at += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4;
      const f = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const g = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] % 16;
      const sum = (a + f + sines[i] + block.getUint32(at + g * 4, true)) | 0;
      const turn = turns[round * 4 + (i % 4)];
      [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
    }
    [a, b, c, d].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  const out = new DataView(new ArrayBuffer(16));
  state.forEach((word, i) => out.setInt32(i * 4, word, true));
  return Array.from(new Uint8Array(out.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

function keyOf(round) {
  if (!round.随机源.length || !round.随机源.every((source) => source.数值.length)) return null;
  const groups = round.随机源.flatMap((source) => source.分组);
  if (round.附加数 !== null) groups.push([round.附加数]);
  const inOrder = (group) => [...group].sort((x, y) => x - y);
  return groups.map((group) => `${inOrder(group).map((n) => `${n}.`).join("")}/`).join("");
}

function faultOf(round) {
  const key = keyOf(round);
  if (key !== round.密钥串) return `${round.名称}：密钥串应为 ${key}`;
  if (key === null) return null;
  if (round.结果.length !== round.抽选数) return `${round.名称}：应抽 ${round.抽选数} 人`;
  const left = round.名单.map((_, i) => i + 1);
  const letters = Array.from(key, (letter) => letter.charCodeAt(0));
  for (const [n, said] of round.结果.entries()) {
    const counter = [n >> 8, n & 255];
    const digest = md5([...counter, ...letters, ...counter]);
    const at = Number(BigInt(`0x${digest}`) % BigInt(left.length));
    const place = left.splice(at, 1)[0];
    const right = digest === said.散列 && place === said.位 && round.名单[place - 1] === said.编号;
    if (!right) return `${round.名称}：第 ${n + 1} 个应为 ${round.名单[place - 1]}`;
  }
  return null;
}

const again = document.querySelector("button.draw__again");
again.hidden = false;
again.addEventListener("click", () => {
  const proof = JSON.parse(document.getElementById("proof").textContent);
  const faults = proof.抽选.map(faultOf).filter(Boolean);
  const number = proof.抽选.reduce((sum, round) => sum + round.结果.length, 0);
  document.querySelector(".draw__said").textContent = faults.length
    ? `不符。${faults.join("；")}` : `相符：重抽了 ${number} 次，每一步都与这里写的一样。`;
});
