using System.Collections.Concurrent;
using System.Diagnostics;

namespace ResetService.Tests.Support;

/// <summary>A process of our own that can't outlive the test run, however the run ends.</summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // The shell becomes the program, so that the process id is the program's. Beside it, and no child of it, a guard reads our pipe:
    // a line says that the program has ended; the pipe's end without a line says that the test run has died.
    public const string Guard = """
        exec 3<&0
        ((read -r ended <&3 || kill -KILL $$) &) >/dev/null 2>&1
        input=$1; shift
        exec "$@" <"$input" 3<&-
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> output = new();
    private readonly Process process;

    private GuardedProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Id = process.Id;
        Ended = WaitForEndAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code, once the last line of output has been read.</summary>
    public Task<int> Ended { get; }

    /// <summary>Every line of standard output and standard error so far.</summary>
    public IReadOnlyList<string> Output => [.. output];

    /// <summary>An environment given is the whole environment; input is a file.</summary>
    public static GuardedProcess Start(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null,
        string input = "/dev/null")
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "sh", input, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment) start.Environment[name] = value;
        }

        return new GuardedProcess(start);
    }

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    public static async Task RunAsync(params string[] command)
    {
        await using var run = Start(command);
        if (await run.Ended.WaitAsync(Patience) != 0) throw run.Failure("failed");
    }

    /// <summary>Asks again and again until the process has answered; one that never does is killed.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> answers)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!await answers().WaitAsync(patience.Token))
            {
                if (Ended.IsCompleted) throw Failure("ended before it answered");
                await Task.Delay(20, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await StopAsync("KILL");
            throw Failure($"did not answer within {Patience.TotalSeconds} s");
        }
    }

    public async Task SignalAsync(string signal, params IEnumerable<int> alsoTo)
    {
        if (Ended.IsCompleted) return;
        using var kill = Process.Start("/bin/sh", ["-c", "kill -s \"$@\" 2>/dev/null", "sh", signal, .. alsoTo.Prepend(Id).Select(id => $"{id}")]);
        await kill.WaitForExitAsync();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        return await Ended.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync("KILL");
        process.Dispose();
    }

    private async Task<int> WaitForEndAsync()
    {
        await process.WaitForExitAsync();
        await process.StandardInput.WriteLineAsync("ended");
        process.StandardInput.Close();
        return process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is not null) output.Enqueue(line);
    }

    private InvalidOperationException Failure(string what) =>
        new($"{string.Join(' ', process.StartInfo.ArgumentList.Skip(4))} {what}:{Environment.NewLine}{string.Join(Environment.NewLine, Output)}");
}
