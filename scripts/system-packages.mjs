// The system packages that building and testing need, and how each system installs them.

import { existsSync } from "node:fs";
import { attempt, give_up, output, say } from "./run.mjs";

const debian = {
  build: [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libasound2-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libdbus-1-dev",
    "libayatana-appindicator3-dev",
  ],
  test: [
    "webkit2gtk-driver",
    "gstreamer1.0-plugins-good",
    "xvfb",
    "xauth",
    "dbus",
    "gnome-keyring",
    "procps",
  ],
};

const others = {
  dnf: "sudo dnf install gcc gcc-c++ make pkgconf webkit2gtk4.1-devel alsa-lib-devel librsvg2-devel libxdo-devel dbus-devel libappindicator-gtk3-devel",
  pacman: "sudo pacman -S --needed base-devel webkit2gtk-4.1 alsa-lib librsvg xdotool dbus libappindicator-gtk3",
  zypper:
    "sudo zypper install -t pattern devel_basis && sudo zypper install webkit2gtk3-devel alsa-devel librsvg-devel xdotool-devel dbus-1-devel libappindicator3-1",
};

/** Makes sure that the packages of the given kinds are there: installs them on Debian and Ubuntu, else says how. */
export function ensure_system_packages(kinds) {
  if (process.platform === "darwin") return ensure_xcode();
  if (process.platform !== "linux") return;
  if (existsSync("/usr/bin/dpkg-query")) return ensure_debian(kinds.flatMap((kind) => debian[kind]));
  if (output("pkg-config", ["--modversion", "webkit2gtk-4.1"]) !== null) return;
  const known = Object.entries(others).find(([manager]) => existsSync(`/usr/bin/${manager}`));
  const hint = known
    ? `\n\n  ${known[1]}`
    : " webkit2gtk 4.1, ALSA, librsvg, libxdo and dbus with their development files.";
  give_up(`Parlance needs some system packages. Install them and run this again:${hint}`);
}

function ensure_xcode() {
  if (output("xcode-select", ["-p"]) === null) {
    give_up(
      "Parlance needs Apple's command line tools. Install them and run this again:\n\n  xcode-select --install",
    );
  }
}

function ensure_debian(packages) {
  const missing = packages.filter(
    (name) => !output("dpkg-query", ["-W", "-f=${db:Status-Status}", name])?.startsWith("installed"),
  );
  if (missing.length === 0) return;
  const install = ["install", "-y", "--no-install-recommends", ...missing];
  const sudo = process.getuid() === 0 ? [] : ["sudo"];
  if (sudo.length > 0 && !existsSync("/usr/bin/sudo")) {
    give_up(
      `Parlance needs some system packages. Install them as root and run this again:\n\n  apt-get ${install.join(" ")}`,
    );
  }
  say(`Installing ${missing.length} system packages: ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (args) => {
    const [program, ...rest] = [...sudo, "apt-get", "-q", ...args];
    return attempt(program, rest, { env }).status === 0;
  };
  if (!apt(["update"]) || !apt(install)) {
    give_up(
      `The packages could not be installed. Run this, then try again:\n\n  sudo apt-get ${install.join(" ")}`,
    );
  }
}
