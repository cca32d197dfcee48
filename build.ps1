<#
.SYNOPSIS
    Short names for the commands of the README. Each target is one dotnet command; nothing here does more.
.EXAMPLE
    ./build.ps1 test
.EXAMPLE
    ./build.ps1 bench wins sale
#>
param(
    [ValidateSet('build', 'test', 'run', 'cluster', 'bench', 'pack')]
    [string] $Target = 'build',

    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
switch ($Target) {
    'build' { dotnet build "$PSScriptRoot/SeckillAkka.sln" @Arguments }
    'test' { dotnet test "$PSScriptRoot/SeckillAkka.sln" @Arguments }
    'run' { dotnet run --project "$PSScriptRoot/src/Seckill.Host" '--' @Arguments }
    'cluster' { dotnet run -c Release --project "$PSScriptRoot/tests/Seckill.Faults" '--' cluster @Arguments }
    'bench' { dotnet run -c Release --project "$PSScriptRoot/tests/Seckill.Benchmarks" '--' @Arguments }
    'pack' { dotnet publish "$PSScriptRoot/src/Seckill.Host" -c Release -o "$PSScriptRoot/artifacts/host" @Arguments }
}
if ($LASTEXITCODE -ne 0) { throw "'$Target' failed with exit code $LASTEXITCODE." }
