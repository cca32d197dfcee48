using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>
/// Asks the settings for a change until they have decided, for as long as a request may take. They move when their node is lost, so a command
/// is sent again; a copy that is late changes nothing, because it names what it knows of.
/// </summary>
public sealed class SettingsClient(
    SettingsBoard board, IRequiredActor<SettingsActor> settings, IOptions<SeckillLimits> limits, TimeProvider time)
{
    /// <summary>Longer than a write takes; then the command is sent again. It changes nothing if the first one did.</summary>
    private static readonly TimeSpan AttemptMax = TimeSpan.FromSeconds(1);

    /// <summary>Tells an operator that nobody knows whether a change was made.</summary>
    internal const string NoAnswer = "The settings have not answered in time; repeating the request is safe.";

    /// <summary>Tells an operator that no change was made.</summary>
    internal const string NotTaken = "The settings do not take changes at the moment; nothing was changed.";

    /// <summary>Tells an operator what a reason may be.</summary>
    internal static readonly string BadReason = $"'reason' is 1 to {SettingsLimits.ReasonLengthMax} characters on one line.";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Asks for a change. This node obeys what the answer says before it is returned. It is never a conflict: then the command is made anew.
    /// </summary>
    /// <param name="command">Makes the command; with the answer that says what somebody else has set meanwhile, if there was one.</param>
    /// <param name="cancellation">Ends the wait; the change may happen nevertheless.</param>
    public async Task<SettingsAnswer> AskAsync(Func<SettingsAnswer?, ISettingsCommand> command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        var (began, allowed) = (time.GetTimestamp(), TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs));
        var (isUnknown, conflict) = (false, (SettingsAnswer?)null);
        while (allowed - time.GetElapsedTime(began) is { Ticks: > 0 } left)
        {
            var answer = await AskOnceAsync(command(conflict), left < AttemptMax ? left : AttemptMax, cancellation).ConfigureAwait(false);
            board.Observe(answer);
            switch (answer.Outcome)
            {
                case SettingsOutcome.Changed or SettingsOutcome.Unchanged or SettingsOutcome.TooMany:
                    return answer;
                case SettingsOutcome.Conflict:
                    // This node had not heard of the newest change.
                    conflict = answer;
                    break;
                default:
                    isUnknown |= answer.Outcome == SettingsOutcome.Unknown;
                    await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
                    break;
            }
        }

        return isUnknown ? SettingsAnswer.Unknown : SettingsAnswer.Unavailable;
    }

    private async Task<SettingsAnswer> AskOnceAsync(ISettingsCommand command, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            return await settings.ActorRef.Ask<SettingsAnswer>(command, patience, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return SettingsAnswer.Unknown;
        }
    }
}
