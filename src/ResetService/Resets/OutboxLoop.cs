using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ResetService.Accounts;
using ResetService.Hosting;

namespace ResetService.Resets;

/// <summary>Takes what is due in a lane of the outbox, many at a time, and does it at least once, whatever crashes.</summary>
internal sealed partial class OutboxLoop(Outbox outbox, WakeUp wakeUp, TimeProvider clock, ILogger<OutboxLoop> logger)
{
    // One, when there is a hand for it: no lease runs out while its message waits.
    private const int TakenAtATime = 1;

    // Up to so much is added to a pause, so that what failed together does not come back together.
    private const int JitterPercent = 25;

    /// <param name="lane">What to take.</param>
    /// <param name="work">The wake-up call of whoever writes there.</param>
    /// <param name="hands">Who does it.</param>
    /// <param name="retries">Pauses between the tries of a message.</param>
    /// <param name="doAsync">One try.</param>
    /// <param name="stopping">Takes no more; what is in hand is finished.</param>
    public async Task RunAsync(
        OutboxLane lane, string work, Hands hands, TimeSpan[] retries, Func<OutboxMessage, Task<OutboxOutcome>> doAsync, CancellationToken stopping)
    {
        var calls = await wakeUp.ListenAsync(work);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = hands.InAll };

        // No token for what is in hand: whoever does it ends in time.
        await Parallel.ForEachAsync(DueAsync(lane, hands, calls, stopping), parallel, async (message, _) =>
        {
            await TryAsync(message, retries, doAsync);
            if (hands.Free(message.Kind)) calls.LookAgain();
        });
    }

    private async IAsyncEnumerable<OutboxMessage> DueAsync(OutboxLane lane, Hands hands, WorkCalls calls, [EnumeratorCancellation] CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var due = await TakeAsync(lane, hands.NotNow(clock.GetUtcNow()));
            foreach (var message in due)
            {
                hands.Take(message.Kind);
                yield return message;
            }

            if (due.Count == 0) await calls.WaitAsync(stopping);
        }
    }

    private async Task<IReadOnlyList<OutboxMessage>> TakeAsync(OutboxLane lane, string[] notNow)
    {
        IReadOnlyList<OutboxMessage> due = [];
        await ReachAsync(async () => due = await outbox.TakeAsync(lane, notNow, TakenAtATime, CancellationToken.None));
        return due;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A poison message must not block the others.")]
    private async Task TryAsync(OutboxMessage message, TimeSpan[] retries, Func<OutboxMessage, Task<OutboxOutcome>> doAsync)
    {
        try
        {
            // A message that takes the whole process down comes back by its lease, again and again. One that is put off again and again has an end too.
            var spent = message.Attempts > retries.Length + 1 || message.GiveUpAt <= clock.GetUtcNow();
            var outcome = spent ? OutboxOutcome.GiveUp : await doAsync(message);
            if (outcome.Result is OutboxResult.Done) await outbox.DoneAsync(message, CancellationToken.None);
            else await LaterAsync(message, retries, outcome);
        }
        catch (Exception failure)
        {
            LogFailed(message.Id, failure);
            await ReachAsync(() => LaterAsync(message, retries, new(OutboxResult.TryLater)));
        }
    }

    private async Task LaterAsync(OutboxMessage message, TimeSpan[] retries, OutboxOutcome outcome)
    {
        if (outcome.Result is OutboxResult.GiveUp or OutboxResult.Unwanted || message.Attempts > retries.Length)
        {
            LogGivenUp(outcome.Result is OutboxResult.Unwanted ? LogLevel.Debug : LogLevel.Error, message.Id, message.Kind, message.Attempts);
            await outbox.GiveUpAsync(message, CancellationToken.None);
            return;
        }

        var pause = retries[message.Attempts - 1] * (1 + (RandomNumberGenerator.GetInt32(JitterPercent + 1) / 100.0));
        await outbox.LaterAsync(message, outcome.RetryAfter > pause ? outcome.RetryAfter.Value : pause, CancellationToken.None);
    }

    // Whatever fails, nothing is lost: a lease ends by itself and its message is due again. The loop goes on, and looks again after a while.
    [SuppressMessage("Design", "CA1031", Justification = "A fault of the database must not end a worker for good.")]
    private async Task ReachAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} failed; it will be tried again")]
    private partial void LogFailed(Guid id, Exception failure);

    [LoggerMessage("Outbox message {Id} ({Kind}) was given up after {Attempts} tries; it stays in the outbox, not done and not due")]
    private partial void LogGivenUp(LogLevel level, Guid id, string kind, int attempts);

    [LoggerMessage(LogLevel.Error, "An outbox worker can't reach its table; it tries again every few seconds")]
    private partial void LogFault(Exception fault);
}

internal enum OutboxResult
{
    Done,
    TryLater,

    /// <summary>Another try would change nothing.</summary>
    GiveUp,

    /// <summary>Nobody wants it any more, which was told when that began.</summary>
    Unwanted,
}

/// <param name="Result">What to do next.</param>
/// <param name="RetryAfter">How long to wait before the next try, where that is known.</param>
internal readonly record struct OutboxOutcome(OutboxResult Result, TimeSpan? RetryAfter = null)
{
    public static readonly OutboxOutcome Done = new(OutboxResult.Done);
    public static readonly OutboxOutcome GiveUp = new(OutboxResult.GiveUp);
    public static readonly OutboxOutcome Unwanted = new(OutboxResult.Unwanted);
}
