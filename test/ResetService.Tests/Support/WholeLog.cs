using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ResetService.Tests.Support;

/// <summary>Keeps all that any log provider is given: message, values, scopes and exception, at every level.</summary>
[ProviderAlias("Whole")]
internal sealed class WholeLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private event EventHandler<string>? Logged;

    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>The next line that begins so.</summary>
    public Task<string> NextAsync(string beginning)
    {
        var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Logged += (_, line) => { if (line.StartsWith(beginning, StringComparison.Ordinal)) awaited.TrySetResult(line); };
        return awaited.Task;
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : $"{state}";

    private sealed class Category(WholeLog log, string name) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            log.scopes.ForEachScope((scope, into) => into.Add($"{scope} {Values(scope)}"), scopes);
            var line = $"{logLevel} {name}: {formatter(state, exception)} | {Values(state)} | {string.Join(" => ", scopes)} | {exception}";
            log.lines.Enqueue(line);
            log.Logged?.Invoke(log, line);
        }
    }
}
