<#
.SYNOPSIS
    Short names for the commands of the README. Each target is one dotnet command; nothing here does more.
.EXAMPLE
    ./build.ps1 test
.EXAMPLE
    ./build.ps1 bench sale throughput
#>
param(
    [ValidateSet('build', 'test', 'run', 'bench', 'pack')]
    [string] $Target = 'build',

    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    switch ($Target) {
        'build' { dotnet build SeckillAkka.sln @Arguments }
        'test' { dotnet test SeckillAkka.sln @Arguments }
        'run' { dotnet run --project src/Seckill.Host -- @Arguments }
        'bench' { dotnet run -c Release --project tests/Seckill.Benchmarks -- @Arguments }
        'pack' { dotnet publish src/Seckill.Host -c Release -o artifacts/host @Arguments }
    }
    if ($LASTEXITCODE -ne 0) { throw "'$Target' failed with exit code $LASTEXITCODE." }
}
finally {
    Pop-Location
}
