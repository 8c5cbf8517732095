const fftSize = 1024;

/** In the order of wish: the first that this browser can make. The server takes all of them. */
const formats = [
  { type: "audio/webm;codecs=opus", extension: "webm" },
  { type: "audio/mp4", extension: "mp4" },
  { type: "audio/ogg;codecs=opus", extension: "ogg" },
] as const;

export type Microphone = {
  /** How loud it is at this moment, from 0 to 1. */
  level: () => number;
  /** The recording. */
  finish: () => Promise<File>;
  /** Lets go of the microphone; the browser's sign of it goes out. */
  close: () => void;
};

export function canRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && navigator.mediaDevices !== undefined;
}

/** Asks for the microphone, and records from then on. */
export async function openMicrophone(): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const format = formats.find(({ type }) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, format ? { mimeType: format.type, audioBitsPerSecond: 48_000 } : {});
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(fftSize);
  recorder.start(1000);
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== "closed") void context.close();
  };
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / fftSize));
    },
    async finish() {
      const { promise, resolve } = Promise.withResolvers<void>();
      recorder.onstop = () => resolve();
      // Taken from us already: a headset was unplugged.
      if (recorder.state === "inactive") resolve();
      else recorder.stop();
      await promise;
      close();
      const type = recorder.mimeType.split(";")[0] ?? "";
      return new File(parts, `voice-${Date.now()}.${format?.extension ?? "webm"}`, { type });
    },
    close,
  };
}
