"""The words of units that systemd knows: systemd.unit(5), .service(5), .exec(5), .kill(5)."""

from __future__ import annotations

from typing import Final

_UNIT: Final = """
Description Documentation Wants Requires Requisite BindsTo PartOf Upholds Conflicts
Before After OnFailure OnSuccess RequiresMountsFor StopWhenUnneeded StartLimitIntervalSec
StartLimitBurst ConditionPathExists AssertPathExists
"""
_SERVICE: Final = """
Type ExecStart ExecStartPre ExecStartPost ExecReload ExecStop ExecStopPost Restart
RestartSec TimeoutSec TimeoutStartSec TimeoutStopSec RuntimeMaxSec WatchdogSec
SuccessExitStatus RestartPreventExitStatus NotifyAccess RemainAfterExit
KillMode KillSignal FinalKillSignal SendSIGKILL
User Group SupplementaryGroups DynamicUser WorkingDirectory UMask Environment
EnvironmentFile PassEnvironment LoadCredential StandardOutput StandardError
SyslogIdentifier Nice OOMScoreAdjust LimitNOFILE LimitCORE
StateDirectory StateDirectoryMode CacheDirectory LogsDirectory RuntimeDirectory
RuntimeDirectoryMode ReadWritePaths ReadOnlyPaths InaccessiblePaths BindPaths
NoNewPrivileges CapabilityBoundingSet AmbientCapabilities ProtectSystem ProtectHome
ProtectProc ProcSubset ProtectClock ProtectHostname ProtectKernelLogs
ProtectKernelModules ProtectKernelTunables ProtectControlGroups PrivateTmp
PrivateDevices PrivateNetwork PrivateUsers RestrictAddressFamilies RestrictNamespaces
RestrictRealtime RestrictSUIDSGID RemoveIPC LockPersonality MemoryDenyWriteExecute
SystemCallArchitectures SystemCallFilter SystemCallErrorNumber
"""
KNOWN: Final = {
    "Unit": _UNIT.split(),
    "Service": _SERVICE.split(),
    "Install": ["Alias", "WantedBy", "RequiredBy", "Also", "DefaultInstance"],
}
